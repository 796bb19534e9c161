package broadcast_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"socketschool/server/broadcast"
	"socketschool/server/servertest"
)

// join connects n clients, one after the other.
func join(t *testing.T, s *servertest.Server, n int) []*servertest.Client {
	t.Helper()
	var clients []*servertest.Client
	for total := 1; total <= n; total++ {
		c := s.Dial(t)
		clients = append(clients, c)
		s.Logs.Wait(t, 1, "new client", "total", total, "peer", c.LocalAddr().String())
	}
	return clients
}

func TestEveryMessageReachesEveryClient(t *testing.T) {
	long := strings.Repeat("x", 4096)
	tests := []struct {
		name, send, want string
	}{
		{"a line", "hello\n", "hello\n"},
		{"as it came", " \xff h\xc3\xa9 \r\n", " \xff h\xc3\xa9 \r\n"},
		{"two lines in one segment", "one\ntwo\n", "one\ntwo\n"},
		{"as long as a message may be", long + "\n", long + "\n"},
		{"many short ones", strings.Repeat("x\n", 10000), strings.Repeat("x\n", 10000)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := servertest.Start(t, broadcast.Serve)
			clients := join(t, s, 3)
			clients[1].Send(tt.send)
			for _, c := range clients {
				c.Expect(tt.want)
			}
		})
	}
}

// TestLongLines checks that a line that is too long reaches no client, is
// answered, and leaves the messages beside it whole.
func TestLongLines(t *testing.T) {
	const tooLong = "Line too long. The limit is 4096 bytes.\n"
	x := strings.Repeat("x", 5000)
	tests := []struct {
		name, first, rest string // with another client's message in between
		answer, others    string
	}{
		{"4,096 bytes without a newline", "", x[:4096], x[:4096] + "\n", x[:4096] + "\n"},
		{"4,097 bytes without a newline", x[:4097], "", tooLong, ""},
		{"4,097 bytes", x[:4097], "\nnext\n", tooLong + "next\n", "next\n"},
		{"5,000 bytes", x, "\n", tooLong, ""},
		{"endless", strings.Repeat(x, 20), "the end\nnext", tooLong + "next\n", "next\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := servertest.Start(t, broadcast.Serve)
			c := join(t, s, 2)
			c[0].Send(tt.first)
			if tt.first != "" {
				c[0].Expect(tooLong)
			}
			c[1].Send("whole\n")
			c[0].Expect("whole\n")
			c[1].Expect("whole\n")
			c[0].Send(tt.rest)
			c[0].HalfClose()
			c[0].Expect(strings.TrimPrefix(tt.answer, tooLong))
			c[0].ExpectEOF()
			c[1].Expect(tt.others)
			c[1].Send("after it\n")
			c[1].Expect("after it\n")
		})
	}
}

// TestFastTalker checks that a client that reads gets all, however fast another
// sends.
func TestFastTalker(t *testing.T) {
	s := servertest.Start(t, broadcast.Serve)
	c := join(t, s, 4)
	line := strings.Repeat("x", 99) + "\n"
	const lines = 20_000_000 / 100
	go func() {
		all := strings.Repeat(line, lines)
		if _, err := io.WriteString(c[0].Conn, all); err != nil {
			t.Error(err)
		}
	}()
	var reading sync.WaitGroup
	for _, c := range c {
		reading.Go(func() {
			for got := 0; got < lines; {
				text, err := c.ReadLine()
				if err != nil {
					t.Errorf("after %d lines: %v", got, err)
					return
				}
				if text == line {
					got++
				} else if !strings.HasPrefix(text, "Server time: ") {
					t.Errorf("a line is %q", text)
				}
			}
		})
	}
	reading.Wait()
	if full := s.Logs.Find("outbox full, disconnecting"); len(full) > 0 {
		t.Errorf("%v", full)
	}
}

// TestOutboxLimit: no more is lost by a client that is disconnected than the
// limit lets wait for it.
func TestOutboxLimit(t *testing.T) {
	s := servertest.Start(t, broadcast.Serve)
	c := join(t, s, 2)
	message := strings.Repeat("x", 999) + "\n"
	sent := 0
	for len(s.Logs.Find("outbox full, disconnecting")) == 0 {
		c[0].Send(message)
		for text := ""; text != message; sent += len(text) {
			text = c[0].Line()
		}
	}
	got, err := io.Copy(io.Discard, c[1])
	if err != nil {
		t.Error(err)
	}
	if lost := sent - int(got); lost > 256<<10+len(message) || lost < 200<<10 { // the last message came after it
		t.Errorf("%d bytes sent, %d received: %d have been waiting", sent, got, lost)
	}
}

func TestPiecesMakeOneMessage(t *testing.T) {
	s := servertest.Start(t, broadcast.Serve)
	c := join(t, s, 3)
	c[0].Send("h\xc3")
	c[1].Send("between\n")
	for _, c := range c {
		c.Expect("between\n")
	}
	c[0].Send("\xa9")
	c[0].HalfClose() // the end ends a message as well
	for _, c := range c {
		c.Expect("hé\n")
	}
	c[0].ExpectEOF()
}

func TestComingAndGoing(t *testing.T) {
	s := servertest.Start(t, broadcast.Serve)
	c := join(t, s, 3)

	c[1].Close()
	s.Logs.Wait(t, 1, "client disconnected", "remaining", 2, "peer", c[1].LocalAddr().String())
	c[0].Reset()
	s.Logs.Wait(t, 1, "connection lost", "peer", c[0].LocalAddr().String())
	s.Logs.Wait(t, 1, "client disconnected", "remaining", 1, "peer", c[0].LocalAddr().String())
	c[2].Send("anybody?\n")
	c[2].Expect("anybody?\n")
	s.Logs.Wait(t, 1, "received", "data", "anybody?\n", "peer", c[2].LocalAddr().String())
}

// TestLeavingDuringMessages is about the fault of changing the list of clients
// while it is walked.
func TestLeavingDuringMessages(t *testing.T) {
	s := servertest.Start(t, broadcast.Serve)
	sender := join(t, s, 1)[0]
	const leavers = 50
	go func() {
		for i := range leavers {
			conn, err := net.Dial("tcp", s.Addr)
			if err != nil {
				t.Error(err)
				return
			}
			if i%2 == 0 {
				conn.(*net.TCPConn).SetLinger(0)
			}
			conn.Close()
		}
	}()
	for i := 0; len(s.Logs.Find("client disconnected")) < leavers; i++ {
		line := fmt.Sprintf("message %d\n", i)
		sender.Send(line)
		sender.Expect(line)
	}
	s.Logs.Wait(t, 1, "client disconnected", "remaining", 1)
}

func TestClientThatNeverReads(t *testing.T) {
	s := servertest.Start(t, broadcast.Serve)
	c := join(t, s, 3)
	stalled := c[2]
	stalled.Conn.(*net.TCPConn).SetReadBuffer(4096) // fills sooner

	message := strings.Repeat("x", 4000) + "\n"
	for len(s.Logs.Find("outbox full, disconnecting")) == 0 {
		c[0].Send(message)
		c[0].Expect(message)
		c[1].Expect(message)
	}
	peer := stalled.LocalAddr().String()
	s.Logs.Wait(t, 1, "outbox full, disconnecting", "peer", peer)
	s.Logs.Wait(t, 1, "client disconnected", "peer", peer, "remaining", 2)
	for { // the end reaches it as soon as it tries to speak
		if _, err := stalled.Write([]byte("hello?\n")); err != nil {
			if errors.Is(err, os.ErrDeadlineExceeded) {
				t.Error("the stalled client is still connected")
			}
			break
		}
	}

	if full := s.Logs.Find("outbox full, disconnecting"); len(full) != 1 {
		t.Errorf("disconnected once, logged %d times: %v", len(full), full)
	}
	c[1].Send("without it\n")
	c[0].Expect("without it\n")
	c[1].Expect("without it\n")
}

func TestHalfCloseStillGetsWhatWaits(t *testing.T) {
	s := servertest.Start(t, broadcast.Serve)
	c := join(t, s, 2)
	c[1].Conn.(*net.TCPConn).SetReadBuffer(64 << 10)

	message := strings.Repeat("x", 4000) + "\n"
	for range 50 {
		c[0].Send(message)
		c[0].Expect(message)
	}
	c[1].HalfClose()
	s.Logs.Wait(t, 1, "client disconnected", "remaining", 1)
	c[1].Expect(strings.Repeat(message, 50))
	c[1].ExpectEOF()
}

func TestServerTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ln := servertest.NewPipeListener()
		s := servertest.StartOn(t, ln, broadcast.Serve)
		<-time.After(12 * time.Second) // made-up seconds, in which no client receives the time

		conn := ln.Dial(t)
		lines := bufio.NewReader(conn)
		for range 3 {
			line, err := lines.ReadString('\n')
			want := "Server time: " + time.Now().Format("2006-01-02 15:04:05") + "\n"
			if line != want || err != nil {
				t.Errorf("%q (%v), want %q", line, err, want)
			}
			if second := time.Now().Second(); second%5 != 0 || second < 15 {
				t.Errorf("told at second %d", second)
			}
		}
		s.Stop(t)
	})
}

func TestWriteTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ln := servertest.NewPipeListener()
		s := servertest.StartOn(t, ln, broadcast.Serve)
		started := time.Now()
		ln.Dial(t) // reads nothing, not even the time at 5 s
		<-time.After(14 * time.Second)
		if early := s.Logs.Find("cannot send"); len(early) > 0 {
			t.Errorf("given up too early: %v", early)
		}
		s.Logs.Wait(t, 1, "cannot send")
		if after := time.Since(started); after != 15*time.Second {
			t.Errorf("given up after %v, want 15s", after)
		}
		s.Logs.Wait(t, 1, "client disconnected", "remaining", 0)
		s.Stop(t)
	})
}
