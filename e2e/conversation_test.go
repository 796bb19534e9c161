package e2e

import (
	"fmt"
	"io"
	"net"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// TestServers holds a conversation with each of the five servers.
func TestServers(t *testing.T) {
	t.Parallel()
	s := serve(t, "--shared").session()
	t.Run("echo", func(t *testing.T) {
		l := s.start("echo")
		v := s.open(l, "/events?after=0", eventsProtocol)
		c := s.connect(l)
		c.send("h\xc3")
		c.expect("h\xc3")
		c.send("\xa9\n")
		c.expect("\xa9\n")
		c.finish()
		v.event("log listening")
		v.event("accept")
		rec := v.event("log received")
		if rec.Attrs["data"] != `"h\xc3"` || rec.Conn != 1 || rec.Source.File != "server.go" || rec.Source.Line == 0 {
			t.Errorf("record %+v", rec)
		}
		v.event("log client disconnected")
		v.event("close")
	})
	t.Run("multi", func(t *testing.T) {
		l := s.start("multi")
		a, b := s.connect(l), s.connect(l)
		a.send("  half ")
		b.send("one\ntwo\r\n")
		b.expect("Echo: one\nEcho: two\n")
		a.send("a line\nleft")
		a.expect("Echo:   half a line\n")
		a.say("half-close")
		a.expect("Echo: left\n")
		a.eof()
		a.closed("eof")
		v := s.open(l, "/events?after=0", eventsProtocol)
		if rec := v.event("log client disconnected"); rec.Attrs["client"] != 1.0 {
			t.Errorf("record %+v", rec)
		}
	})
	t.Run("broadcast", func(t *testing.T) {
		l := s.start("broadcast")
		a, b, c := s.connect(l), s.connect(l), s.connect(l)
		v := s.open(l, "/events?after=0", eventsProtocol)
		for range 3 {
			v.event("log new client")
		}
		b.send("to all\n")
		for _, each := range []*socket{a, b, c} {
			for got := ""; got != "to all\n"; {
				if got = each.line(); got != "to all\n" && !strings.HasPrefix(got, "Server time: ") {
					t.Fatalf("got %q", got)
				}
			}
		}
		for !strings.HasPrefix(a.line(), "Server time: ") {
		}
	})
	t.Run("secure", func(t *testing.T) {
		l := s.start("secure")
		v := s.open(l, "/events?after=0", eventsProtocol)
		plain := dialTCP(t, l.Address)
		fmt.Fprint(plain, "hello in the clear\n")
		_, _ = io.Copy(io.Discard, plain)
		if rec := v.event("log handshake failed"); rec.Level != "WARN" || rec.Attrs["error"] == nil {
			t.Errorf("record %+v", rec)
		}
		c := s.open(l, "/clients", clientProtocol)
		info, _ := c.opened()["tls"].(map[string]any)
		if info["version"] != "TLS 1.3" || info["certificate"] == nil {
			t.Errorf("opened says of TLS %v", info)
		}
		c.send("hello\n")
		c.expect("SECURE: hello\n")
		c.finish()
	})
	t.Run("limits", func(t *testing.T) {
		l := s.start("limits")
		var three []*socket
		for range 3 {
			c := s.connect(l)
			c.send("x")
			c.expect("x")
			three = append(three, c)
		}
		fourth := s.connect(l)
		fourth.expect("Server busy. Try again later.\n")
		fourth.eof()
		for _, c := range three {
			c.finish()
		}
		v := s.open(l, "/events?after=0", eventsProtocol)
		for active := 2.0; active >= 0; active-- {
			if rec := v.event("log connection closed"); rec.Attrs["active"] != active {
				t.Errorf("record %+v, want active %v", rec, active)
			}
		}
		c := s.connect(l)
		c.send("x")
		c.expect("x")
	})
}

// TestTerminalAgrees: nc and openssl get the same answers as a page.
func TestTerminalAgrees(t *testing.T) {
	s := serve(t, "--shared").session()
	tests := []struct{ lesson, send, want string }{
		{"echo", "hello\nh\xc3\xa9\n", "hello\nh\xc3\xa9\n"},
		{"multi", "one\r\n two \n", "Echo: one\nEcho:  two \n"},
		{"broadcast", "to all\n", "to all\n"},
		{"secure", "hello\n", "SECURE: hello\n"},
		{"limits", "hello\n", "hello\n"},
	}
	for _, tt := range tests {
		t.Run(tt.lesson, func(t *testing.T) {
			l := s.start(tt.lesson)
			host, port, err := net.SplitHostPort(l.Address)
			if err != nil {
				t.Fatal(err)
			}
			args := []string{"nc", "-N", host, port}
			if l.TLS {
				args = []string{"openssl", "s_client", "-connect", l.Address, "-quiet", "-no_ign_eof"}
			}
			if got := talk(t, args, tt.send, tt.want); got != tt.want {
				t.Errorf("%s got %q, want %q", args[0], got, tt.want)
			}
			c := s.connect(l)
			c.send(tt.send)
			c.expect(tt.want)
			c.finish()
		})
	}
}

// talk gives a terminal program its input, takes as many bytes as are wanted,
// and ends its input then: openssl would otherwise leave before the answer.
func talk(t *testing.T, args []string, send, want string) string {
	t.Helper()
	path, err := exec.LookPath(args[0])
	if err != nil {
		t.Fatalf("%s is missing (Debian: apt install netcat-openbsd openssl)", args[0])
	}
	cmd := exec.CommandContext(t.Context(), path, args[1:]...)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill := time.AfterFunc(testTimeout, func() { _ = cmd.Process.Kill() })
	defer kill.Stop()
	if _, err := io.WriteString(in, send); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, len(want))
	n, _ := io.ReadFull(out, got)
	in.Close()
	rest, _ := io.ReadAll(out)
	_ = cmd.Wait()
	return string(got[:n]) + string(rest)
}

// TestNothingLeaks: after two hundred clients have come and gone in every way,
// the program holds no more goroutines and descriptors than before.
func TestNothingLeaks(t *testing.T) {
	s := serve(t, "--shared", "--clients-per-lab", "300").session()
	l := s.start("echo")
	v := s.open(l, "/events?after=0", eventsProtocol)
	round := func() {
		for i := range 50 {
			c := s.connect(l)
			c.send("x")
			c.expect("x")
			switch i % 4 {
			case 0:
				c.finish()
			case 1:
				c.say("reset")
				c.closed("reset")
			case 2:
				c.close()
			case 3:
				c.ws.UnderlyingConn().Close()
			}
		}
		for range 50 {
			v.event("close")
		}
	}
	round()
	before := s.settled(0)
	for range 3 {
		round()
	}
	after := s.settled(before["go_goroutines"])
	for _, name := range []string{"go_goroutines", "process_open_fds"} {
		if after[name] > before[name]+2 {
			t.Errorf("%s went from %v to %v", name, before[name], after[name])
		}
	}
	if n := after["socketschool_clients"]; n != 0 {
		t.Errorf("%v clients are left", n)
	}
}

// TestNothingLeaksAfterFlood: sixteen clients that flood an echo server and do
// not read, and eight viewers that do not read, leave no goroutine and no
// descriptor behind once they have gone without a word.
func TestNothingLeaksAfterFlood(t *testing.T) {
	s := serve(t, "--shared").session()
	l := s.start("echo")
	s.connect(l).finish()
	before := s.settled(0)
	var all []*socket
	for range 8 {
		all = append(all, s.open(l, "/events?after=0", eventsProtocol))
	}
	line := make([]byte, 16<<10)
	var flooding sync.WaitGroup
	full := make(chan struct{}, 16)
	for range 16 {
		c := s.connect(l)
		all = append(all, c)
		flooding.Go(func() {
			for sent := 0; c.ws.WriteMessage(websocket.BinaryMessage, line) == nil; sent += len(line) {
				if sent == 1<<20 {
					full <- struct{}{}
				}
			}
		})
	}
	for range 16 {
		<-full
	}
	for _, c := range all {
		c.ws.UnderlyingConn().Close()
	}
	flooding.Wait()
	after := s.settled(before["go_goroutines"])
	for _, name := range []string{"go_goroutines", "process_open_fds"} {
		if after[name] > before[name]+2 {
			t.Errorf("%s went from %v to %v", name, before[name], after[name])
		}
	}
}

var metric = regexp.MustCompile(`(?m)^(\w+) ([0-9.e+]+)$`)

// settled reads the metrics until no client is left, and no more goroutines
// than most (0: any number), or until testTimeout.
func (s *session) settled(most float64) map[string]float64 {
	s.t.Helper()
	deadline := time.Now().Add(testTimeout)
	for {
		values := map[string]float64{}
		for _, m := range metric.FindAllStringSubmatch(string(s.do("GET", "/metrics", "").body), -1) {
			var f float64
			_, _ = fmt.Sscan(m[2], &f)
			values[m[1]] = f
		}
		done := values["socketschool_clients"] == 0 && (most == 0 || values["go_goroutines"] <= most)
		if done || time.Now().After(deadline) {
			return values
		}
	}
}

// TestReaderThatComesBack: a client of broadcast that has not read for so long
// that the server drops it still gets, once it reads on, what was on its way,
// and then the end.
func TestReaderThatComesBack(t *testing.T) {
	t.Parallel()
	s := serve(t, "--shared").session()
	l := s.start("broadcast")
	v := s.open(l, "/events?after=0", eventsProtocol)
	sleeper, talker := s.connect(l), s.connect(l)
	sleeper.say("pause")
	line := strings.Repeat("x", 4000) + "\n"
	for range 6000 { // 24 MB: more than all buffers on the way hold
		talker.send(line)
		for talker.line() != line {
		}
	}
	v.event("log outbox full, disconnecting")
	sleeper.say("resume")
	got := 0
	for {
		kind, frame, err := sleeper.ws.ReadMessage()
		if err != nil {
			t.Fatalf("after %d bytes: %v", got, err)
		}
		if kind == websocket.BinaryMessage {
			got += len(frame)
			continue
		}
		if strings.Contains(string(frame), `"eof"`) || strings.Contains(string(frame), `"reset"`) {
			break
		}
	}
	if got < 64<<10 {
		t.Errorf("only %d bytes of what was on its way arrived", got)
	}
}
