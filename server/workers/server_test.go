package workers_test

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"

	"socketschool/server/servertest"
	"socketschool/server/workers"
)

// long is a task that lasts longer than a test.
const long = "hash 200000000 %s\n"

func sum(rounds int, word string) string {
	sum := sha256.Sum256([]byte(word))
	for range rounds - 1 {
		sum = sha256.Sum256(sum[:])
	}
	return fmt.Sprintf("done %s %x\n", word, sum)
}

func TestAnswers(t *testing.T) {
	const wrong = "error: expected ping, or hash N WORD with N from 1 to 200000000\n"
	tests := []struct {
		name, send, want string
	}{
		{"ping", "ping\n", "pong\n"},
		{"a carriage return", "ping\r\n", "pong\n"},
		{"a round", "hash 1 hello\n", "done hello 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\n"},
		{"two rounds", "hash 2 hello\n", "done hello 9595c9df90075148eb06860365df33584b75bff782a510c6cd4883a419833d50\n"},
		{"many rounds", "hash 50001 hello\n", sum(50001, "hello")},
		{"blanks", " hash  1\thello \n", sum(1, "hello")},
		{"not ASCII", "hash 1 é\xff\n", sum(1, "é\xff")},
		{"no round", "hash 0 hello\n", wrong},
		{"less than none", "hash -1 hello\n", wrong},
		{"too many rounds", "hash 200000001 hello\n", wrong},
		{"no number", "hash x hello\n", wrong},
		{"no word", "hash 1\n", wrong},
		{"two words", "hash 1 hello you\n", wrong},
		{"an empty line", "\n", wrong},
		{"another command", "pong\nping\n", wrong + "pong\n"},
		{"the last line lacks its newline", "hash 1 hello", sum(1, "hello")},
		{"the longest line", "hash 1 " + strings.Repeat("x", 249) + "\n", sum(1, strings.Repeat("x", 249))},
		{"a byte too long", "hash 1 " + strings.Repeat("x", 250) + "\nping\n", "error: longer than 256 bytes\npong\n"},
		{"far too long", strings.Repeat("x", 5000) + "\nping\n", "error: longer than 256 bytes\npong\n"},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := servertest.Start(t, workers.Serve)
			c := s.Dial(t)
			c.Send(tt.send)
			c.HalfClose()
			for want := range strings.Lines(tt.want) {
				expect(t, c, want)
			}
			c.ExpectEOF()
			s.Logs.Wait(t, 1, "client disconnected", "peer", c.LocalAddr().String())
		})
	}
}

// next returns the client's next line that is not about a pending task: how many there
// are of these depends on the machine.
func next(c *servertest.Client) string {
	for {
		if line := c.Line(); !strings.HasPrefix(line, "pending ") {
			return line
		}
	}
}

// expect checks the next lines that are not about a pending task.
func expect(t *testing.T, c *servertest.Client, want ...string) {
	t.Helper()
	for _, want := range want {
		if got := next(c); got != want {
			t.Fatalf("received %q, want %q", got, want)
		}
	}
}

// fill has a client occupy both workers and the queue.
func fill(t *testing.T, s *servertest.Server) *servertest.Client {
	t.Helper()
	c := s.Dial(t)
	for _, word := range []string{"one", "two", "three", "four"} {
		c.Send(fmt.Sprintf(long, word))
	}
	s.Logs.Wait(t, 1, "task accepted", "word", "four")
	return c
}

func TestPingWhateverTheLoad(t *testing.T) {
	s := servertest.Start(t, workers.Serve)
	asks, other := fill(t, s), s.Dial(t)
	for range 20 {
		asks.Send("ping\n")
		expect(t, asks, "pong\n")
		other.Send("ping\n")
		other.Expect("pong\n")
	}
}

func TestBusy(t *testing.T) {
	s := servertest.Start(t, workers.Serve)
	c := s.Dial(t)
	// Four tasks in one write: no worker has begun when the fourth comes.
	c.Send(fmt.Sprintf(strings.Repeat(long, 4), "one", "two", "three", "four") + fmt.Sprintf(long, "five") + "ping\n")
	expect(t, c, "busy five\n", "pong\n")
	other := s.Dial(t)
	other.Send("hash 1 six\n")
	other.Expect("busy six\n")

	c.Reset()
	s.Logs.Wait(t, 4, "task cancelled", "peer", c.LocalAddr().String())
	other.Send("hash 1 six\n")
	expect(t, other, sum(1, "six"))
}

// TestOrder has tasks wait in the queue, and done in their order.
func TestOrder(t *testing.T) {
	s := servertest.Start(t, workers.Serve)
	occupies, waits, c := s.Dial(t), s.Dial(t), s.Dial(t)
	occupies.Send(fmt.Sprintf(long, "one"))
	waits.Send("hash 100000 two\n")
	s.Logs.Wait(t, 1, "task accepted", "word", "one")
	s.Logs.Wait(t, 1, "task accepted", "word", "two")
	c.Send("hash 100000 three\nhash 100000 four\n")
	expect(t, c, sum(100000, "three"), sum(100000, "four"))
	expect(t, waits, sum(100000, "two"))
}

func TestLeaving(t *testing.T) {
	tests := []struct {
		name, end string
		leave     func(c *servertest.Client)
	}{
		{"reset", "connection lost", (*servertest.Client).Reset},
		{"close", "connection lost", func(c *servertest.Client) { c.Close() }},
		{"half-close, then reset", "connection lost", func(c *servertest.Client) {
			c.HalfClose()
			if line := c.Line(); !strings.HasPrefix(line, "pending ") {
				t.Errorf("received %q", line)
			}
			c.Reset()
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := servertest.Start(t, workers.Serve)
			leaves := fill(t, s)
			tt.leave(leaves)
			peer := leaves.LocalAddr().String()
			s.Logs.Wait(t, 4, "task cancelled", "peer", peer)
			s.Logs.Wait(t, 1, tt.end, "peer", peer)
			stays := s.Dial(t)
			for _, rounds := range []int{1, 20000, 2, 3} {
				stays.Send(fmt.Sprintf("hash %d hello\n", rounds))
				expect(t, stays, sum(rounds, "hello"))
			}
		})
	}
}

// TestLeavingTheQueue has a client leave whose task waits: its place is free, though
// the workers are not.
func TestLeavingTheQueue(t *testing.T) {
	s := servertest.Start(t, workers.Serve)
	occupies, waits, c := s.Dial(t), s.Dial(t), s.Dial(t)
	occupies.Send(fmt.Sprintf(long+long, "one", "two"))
	s.Logs.Wait(t, 1, "task accepted", "word", "two")
	waits.Send(fmt.Sprintf(long+long, "three", "four"))
	s.Logs.Wait(t, 1, "task accepted", "word", "four")
	c.Send("hash 1 five\n")
	c.Expect("busy five\n")
	waits.Reset()
	s.Logs.Wait(t, 2, "task cancelled")
	c.Send("hash 1 six\n")
	s.Logs.Wait(t, 1, "task accepted", "word", "six")
	occupies.Reset()
	expect(t, c, sum(1, "six"))
}

func TestHalfCloseIsNoLeaving(t *testing.T) {
	s := servertest.Start(t, workers.Serve)
	c := s.Dial(t)
	c.Send("hash 100000 one\nhash 100001 two\nhash 100002 three\n")
	c.HalfClose()
	var lines []string
	for range 3 {
		lines = append(lines, next(c))
	}
	c.ExpectEOF()
	slices.Sort(lines)
	if want := []string{sum(100000, "one"), sum(100002, "three"), sum(100001, "two")}; !slices.Equal(lines, want) {
		t.Errorf("received %q", lines)
	}
}

func TestClientThatNeverReads(t *testing.T) {
	s := servertest.Start(t, workers.Serve)
	stalled, other := s.Dial(t), s.Dial(t)
	stalled.Send("hash 30000 slow\n")
	stalled.Stall(strings.Repeat("ping\n", 2000))
	other.Send("ping\n")
	other.Expect("pong\n")
	other.Send("hash 1 hello\n")
	expect(t, other, sum(1, "hello"))
}
