package chat_test

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"socketschool/server/chat"
	"socketschool/server/servertest"
)

// join connects clients with these names, one after the other, and reads all that
// they see of each other.
func join(t *testing.T, s *servertest.Server, names ...string) []*servertest.Client {
	t.Helper()
	var clients []*servertest.Client
	for _, name := range names {
		c := s.Dial(t)
		c.Expect("What is your name?\n")
		c.Send(name + "\n")
		c.Expect("Welcome, " + name + "\n")
		clients = append(clients, c)
		for _, c := range clients {
			c.Expect("* " + name + " is here\n")
		}
	}
	return clients
}

func TestNames(t *testing.T) {
	const again = "A name is 1 to 16 letters or digits. What is your name?\n"
	tests := []struct{ send, want string }{
		{"ann\n", "Welcome, ann\n* ann is here\n"},
		{"Ånn7\r\n", "Welcome, Ånn7\n* Ånn7 is here\n"},
		{"ann", "Welcome, ann\n* ann is here\n"},
		{"\nann\n", again + "Welcome, ann\n* ann is here\n"},
		{"ann lee\n", again},
		{"* bob\n", again},
		{"abcdefghijklmnop\n", "Welcome, abcdefghijklmnop\n* abcdefghijklmnop is here\n"},
		{"abcdefghijklmnopq\n", again},
		{"a\x1bnn\n", "Welcome, ann\n* ann is here\n"},
		{"bob\u3164has\u3164left\n", "Welcome, bobhasleft\n* bobhasleft is here\n"}, // a letter, and looks like a space
		{strings.Repeat("a", 1025) + "\nann\n", "Line too long: 1024 bytes at most\nWelcome, ann\n* ann is here\n"},
	}
	for _, tt := range tests {
		s := servertest.Start(t, chat.Serve)
		c := s.Dial(t)
		c.Expect("What is your name?\n")
		c.Send(tt.send)
		c.HalfClose()
		c.Expect(tt.want)
		c.ExpectEOF()
		s.Stop(t)
	}
}

// TestOneNameForOne has many clients ask for one name at once.
func TestOneNameForOne(t *testing.T) {
	s := servertest.Start(t, chat.Serve)
	const clients = 50
	var welcome, taken int
	var mu sync.Mutex
	var asking sync.WaitGroup
	for range clients {
		c := s.Dial(t)
		c.Expect("What is your name?\n")
		asking.Go(func() {
			c.Send("ann\n")
			line, err := c.ReadLine()
			mu.Lock()
			defer mu.Unlock()
			switch {
			case line == "Welcome, ann\n":
				welcome++
			case line == "ann is taken. What is your name?\n":
				taken++
			default:
				t.Errorf("%q, %v", line, err)
			}
		})
	}
	asking.Wait()
	if welcome != 1 || taken != clients-1 {
		t.Errorf("%d welcome, %d taken", welcome, taken)
	}
}

func TestTalk(t *testing.T) {
	s := servertest.Start(t, chat.Serve)
	c := join(t, s, "ann", "bob", "cid")
	c[0].Send("he")
	c[1].Send("in between\r\n")
	c[0].Expect("bob: in between\n")
	c[0].Send("llo \xc3")
	c[0].Send("\xa9 \x1b[2J\a\xff\n/who\n/dance\n/msg bob\n/msg dan hi\n/join no such\n")
	c[0].Expect("ann: hello é [2J\nHere: ann, bob, cid\n" + strings.Repeat("Commands: /join ROOM, /msg NAME TEXT, /who, /quit\n", 2) +
		"There is no dan\nCommands: /join ROOM, /msg NAME TEXT, /who, /quit\n")
	c[1].Expect("bob: in between\nann: hello é [2J\n")
	c[2].Expect("bob: in between\nann: hello é [2J\n")
	c[0].Send("/msg bob  between us \n/quit\nnot said\n")
	c[0].Expect("you to bob:  between us \nBye\n")
	c[0].ExpectEOF()
	c[1].Expect("ann to you:  between us \n* ann has left\n")
	c[2].Expect("* ann has left\n")
	if records := s.Logs.Find("private message", "to", "bob"); len(records) != 1 || strings.Contains(records[0].String(), "between") {
		t.Errorf("logged as %v", records)
	}
}

// TestTurnedText has marks that show a text from right to left, or on two lines. What
// languages need stays.
func TestTurnedText(t *testing.T) {
	s := servertest.Start(t, chat.Serve)
	c := join(t, s, "ann", "bob")
	c[0].Send("\u202etfel\u2066 \u200esah\u2028* bob has left\u2029\n/msg bob \u202etfel\n")
	c[1].Expect("ann: tfel sah* bob has left\nann to you: tfel\n")
	c[0].Send("\u0633\u0644\u0627\u0645 \u65e5\u3000\u672c e\u0301 \U0001f469\u200d\U0001f680\n")
	c[1].Expect("ann: \u0633\u0644\u0627\u0645 \u65e5\u3000\u672c e\u0301 \U0001f469\u200d\U0001f680\n")
}

func TestRooms(t *testing.T) {
	s := servertest.Start(t, chat.Serve)
	c := join(t, s, "ann", "bob", "cid")
	for i := range 12 {
		c[0].Send(fmt.Sprintf("%d\n", i))
		for _, c := range c {
			c.Expect(fmt.Sprintf("ann: %d\n", i))
		}
	}
	c[1].Send("/join cats\nmeow\n/who\n/msg ann hi\n")
	c[1].Expect("You are in cats\n* bob is here\nbob: meow\nHere: bob\nyou to ann: hi\n")
	c[0].Expect("* bob has left\nbob to you: hi\n")
	c[2].Expect("* bob has left\n")
	c[2].Send("/join cats\n")
	c[2].Expect("You are in cats\nbob: meow\n* cid is here\n")
	c[1].Expect("* cid is here\n")
	c[0].Expect("* cid has left\n")
	c[0].Send("alone\n")
	c[0].Expect("ann: alone\n")

	late := s.Dial(t)
	late.Send("dan\n")
	late.Expect("What is your name?\nWelcome, dan\nann: 3\nann: 4\nann: 5\nann: 6\nann: 7\nann: 8\nann: 9\nann: 10\nann: 11\nann: alone\n* dan is here\n")

	c[1].Send("/join dogs\n") // a room ends with its last member
	c[1].Expect("You are in dogs\n* bob is here\n")
	c[2].Expect("* bob has left\n")
	c[2].Send("/join dogs\n")
	c[2].Expect("You are in dogs\n* cid is here\n")
	late.Send("/join cats\n")
	late.Expect("You are in cats\n* dan is here\n")
}

// TestLeaving checks that the others hear of every way to leave, and that the name is
// free then.
func TestLeaving(t *testing.T) {
	s := servertest.Start(t, chat.Serve)
	c := join(t, s, "ann")[0]
	for name, leave := range map[string]func(*servertest.Client){
		"half-close": (*servertest.Client).HalfClose,
		"close":      func(c *servertest.Client) { c.Close() },
		"reset":      (*servertest.Client).Reset,
		"quit":       func(c *servertest.Client) { c.Send("/quit\n") },
		"half a line": func(c *servertest.Client) {
			c.Send("by")
			c.Reset()
		},
	} {
		bob := s.Dial(t)
		bob.Expect("What is your name?\n")
		bob.Send("bob\n")
		bob.Expect("Welcome, bob\n* bob is here\n")
		leave(bob)
		c.Expect("* bob is here\n* bob has left\n")
		for len(s.Logs.Find("client left", "name", "bob")) == 0 {
			s.Logs.Wait(t, 1, "client left", "name", "bob")
		}
		c.Send("/who\n")
		if line := c.Line(); line != "Here: ann\n" {
			t.Errorf("%s: %q", name, line)
		}
	}
}

// TestSlowReader checks that a client that reads nothing is dismissed with a last line,
// which it can read, and that the others miss nothing.
func TestSlowReader(t *testing.T) {
	s := servertest.Start(t, chat.Serve)
	c := join(t, s, "ann", "bob", "cid")
	message := strings.Repeat("x", 1000) + "\n"
	for len(s.Logs.Find("too slow", "name", "bob")) == 0 {
		c[0].Send(message)
		c[0].Expect("ann: " + message)
		if line := c[2].Line(); line != "ann: "+message {
			t.Fatalf("%.40q", line)
		}
	}
	for _, c := range []*servertest.Client{c[0], c[2]} {
		c.Expect("* bob has left: too slow\n")
	}
	last := ""
	for {
		line, err := c[1].ReadLine()
		if err == io.EOF {
			break
		}
		if err != nil || last != "" {
			t.Fatalf("%.40q, %v after %.40q", line, err, last)
		}
		if line != "ann: "+message {
			last = line
		}
	}
	if last != "You were too slow. Goodbye.\n" {
		t.Errorf("%q", last)
	}
}

// TestFastTalker checks that a client that reads gets all, however fast another sends.
func TestFastTalker(t *testing.T) {
	s := servertest.Start(t, chat.Serve)
	c := join(t, s, "ann", "bob", "cid")
	line := strings.Repeat("x", 999) + "\n"
	const lines = 10_000
	go func() {
		if _, err := io.WriteString(c[0].Conn, strings.Repeat(line, lines)); err != nil {
			t.Error(err)
		}
	}()
	var reading sync.WaitGroup
	for _, c := range c {
		reading.Go(func() {
			for n := range lines {
				if text, err := c.ReadLine(); text != "ann: "+line {
					t.Errorf("line %d: %.40q, %v", n, text, err)
					return
				}
			}
		})
	}
	reading.Wait()
}

// TestStop checks that all hear of the end, also a client without a name.
func TestStop(t *testing.T) {
	s := servertest.Start(t, chat.Serve)
	clients := append(join(t, s, "ann", "bob"), s.Dial(t))
	clients[2].Expect("What is your name?\n")
	stopped := make(chan bool)
	go func() {
		s.Stop(t)
		close(stopped)
	}()
	for _, c := range clients {
		c.Expect("The server stops. Goodbye.\n")
		c.ExpectEOF()
		c.Close()
	}
	<-stopped
}

// TestStopWithSlowClients checks that a client that does not read, and one that does not
// close, hold up Serve for a second.
func TestStopWithSlowClients(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ln := servertest.NewPipeListener()
		s := servertest.StartOn(t, ln, chat.Serve)
		ln.Dial(t)
		go io.Copy(io.Discard, ln.Dial(t))
		synctest.Wait()
		started := time.Now()
		s.Stop(t)
		if took := time.Since(started); took != time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

func TestNoName(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ln := servertest.NewPipeListener()
		s := servertest.StartOn(t, ln, chat.Serve)
		named, nameless := ln.Dial(t), ln.Dial(t)
		started := time.Now()
		go io.WriteString(named, "ann\n")
		go io.Copy(io.Discard, named)
		text, err := bufio.NewReader(nameless).ReadString('.')
		if want := "What is your name?\nNo name for 30s."; text != want || err != nil || time.Since(started) != 30*time.Second {
			t.Errorf("%q, %v after %v", text, err, time.Since(started))
		}
		go io.Copy(io.Discard, nameless)
		s.Logs.Wait(t, 1, "client left", "name", "")
		time.Sleep(time.Hour)
		if left := s.Logs.Find("client left", "name", "ann"); len(left) > 0 {
			t.Errorf("a silent client with a name: %v", left)
		}
		s.Stop(t)
	})
}
