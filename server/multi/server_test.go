package multi_test

import (
	"fmt"
	"strings"
	"testing"

	"socketschool/server/multi"
	"socketschool/server/servertest"
)

func TestAnswers(t *testing.T) {
	long := strings.Repeat("x", 4096)
	const tooLong = "Line too long. The limit is 4096 bytes.\n"
	tests := []struct {
		name, send, want string
	}{
		{"a line", "hello\n", "Echo: hello\n"},
		{"a carriage return", "hello\r\n", "Echo: hello\n"},
		{"blanks stay", " \t hello\u00a0\n", "Echo:  \t hello\u00a0\n"},
		{"an empty line", "\n", "Echo: \n"},
		{"two lines in one segment", "one\ntwo\n", "Echo: one\nEcho: two\n"},
		{"the last line lacks its newline", "one\ntwo", "Echo: one\nEcho: two\n"},
		{"not UTF-8", "\xff\x00\xfe\n", "Echo: \xff\x00\xfe\n"},
		{"the longest line", long + "\nnext\n", "Echo: " + long + "\nEcho: next\n"},
		{"the longest line lacks its newline", long, "Echo: " + long + "\n"},
		{"one byte less", long[1:] + "\n", "Echo: " + long[1:] + "\n"},
		{"one byte less, no newline", long[1:], "Echo: " + long[1:] + "\n"},
		{"a byte too long", long + "x\nnext\n", tooLong + "Echo: next\n"},
		{"a byte too long, no newline", long + "x", tooLong},
		{"a line far too long", strings.Repeat(long, 100) + "\nnext\n", tooLong + "Echo: next\n"},
		{"a line too long at the end", strings.Repeat(long, 2), tooLong},
		{"nothing at all", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := servertest.Start(t, multi.Serve)
			c := s.Dial(t)
			c.Send(tt.send)
			c.HalfClose()
			c.Expect(tt.want)
			c.ExpectEOF()
			s.Logs.Wait(t, 1, "client disconnected")
			if lost := s.Logs.Find("connection lost"); len(lost) > 0 {
				t.Errorf("a normal end was logged as %v", lost)
			}
		})
	}
}

func TestLineInThreePieces(t *testing.T) {
	s := servertest.Start(t, multi.Serve)
	a, b := s.Dial(t), s.Dial(t)
	a.Send("hel")
	b.Send("between\n")
	b.Expect("Echo: between\n") // so a's first piece has been read on its own
	a.Send("lo\xc3")
	b.Send("again\n")
	b.Expect("Echo: again\n")
	a.Send("\xa9\n")
	a.Expect("Echo: helloé\n")
	s.Logs.Wait(t, 1, "received", "data", "helloé\n", "client", 1)
	if n := len(s.Logs.Find("received", "client", 1)); n != 1 {
		t.Errorf("%d records of a's one line", n)
	}
}

// TestNumbers checks that each farewell has its own client's number and not the
// newest client's.
func TestNumbers(t *testing.T) {
	s := servertest.Start(t, multi.Serve)
	var clients []*servertest.Client
	for n := 1; n <= 5; n++ {
		c := s.Dial(t)
		clients = append(clients, c)
		s.Logs.Wait(t, 1, "client connected", "client", n, "peer", c.LocalAddr().String())
	}
	for i, c := range clients {
		peer := c.LocalAddr().String()
		line := fmt.Sprintf("I am %d\n", i+1)
		c.Send(line)
		c.Expect("Echo: " + line)
		s.Logs.Wait(t, 1, "received", "client", i+1, "peer", peer, "data", line)
		c.Close()
		s.Logs.Wait(t, 1, "client disconnected", "client", i+1, "peer", peer)
	}
}

func TestVanishingClient(t *testing.T) {
	s := servertest.Start(t, multi.Serve)
	stays, vanishes := s.Dial(t), s.Dial(t)
	vanishes.Send("half a li")
	stays.Send("x\n")
	stays.Expect("Echo: x\n")
	vanishes.Reset()

	peer := vanishes.LocalAddr().String()
	s.Logs.Wait(t, 1, "connection lost", "peer", peer)
	s.Logs.Wait(t, 1, "client disconnected", "peer", peer)
	if half := s.Logs.Find("received", "peer", peer); len(half) > 0 {
		t.Errorf("half a line was taken for a line: %v", half)
	}
	stays.Send("still here\n")
	stays.Expect("Echo: still here\n")
}

func TestClientThatNeverReads(t *testing.T) {
	s := servertest.Start(t, multi.Serve)
	stalled, other := s.Dial(t), s.Dial(t)
	stalled.Stall(strings.Repeat("x", 4000) + "\n")

	other.Send("me too\n")
	other.Expect("Echo: me too\n")
}
