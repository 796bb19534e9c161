package limits

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"socketschool/server/servertest"
)

const (
	busy    = "Server busy. Try again later.\n"
	timeout = "Connection timeout\n"
)

// with makes a server with other limits than the lesson's.
func with(max int, idle time.Duration) servertest.ServeFunc {
	return func(ctx context.Context, ln net.Listener, log *slog.Logger) error {
		return serve(ctx, ln, log, &slots{max: max}, idle)
	}
}

// admit connects n clients and sees that each is served.
func admit(t *testing.T, s *servertest.Server, n int) []*servertest.Client {
	t.Helper()
	var clients []*servertest.Client
	for range n {
		c := s.Dial(t)
		c.Send("hello\n")
		c.Expect("hello\n")
		clients = append(clients, c)
	}
	return clients
}

func TestEcho(t *testing.T) {
	s := servertest.Start(t, Serve)
	c := s.Dial(t)
	for _, piece := range []string{"h\xc3", "\xa9\n", "\x00\xff"} {
		c.Send(piece)
		c.Expect(piece)
		s.Logs.Wait(t, 1, "received", "data", piece, "peer", c.LocalAddr().String())
	}
	c.Send("the last")
	c.HalfClose()
	c.Expect("the last")
	c.ExpectEOF()
}

func TestFourthClient(t *testing.T) {
	tests := []struct {
		name  string
		after func(c *servertest.Client)
	}{
		{"that listens", func(*servertest.Client) {}},
		{"that speaks at once", func(c *servertest.Client) { c.Send("hello\n") }},
		{"that has much to say", func(c *servertest.Client) { c.Send(strings.Repeat("x", 1<<20)) }},
		{"that half-closes", (*servertest.Client).HalfClose},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := servertest.Start(t, Serve)
			c := admit(t, s, 3)

			fourth := s.Dial(t)
			dialled := time.Now()
			tt.after(fourth)
			fourth.Expect(busy)
			fourth.ExpectEOF()
			if waited := time.Since(dialled); waited >= time.Second {
				t.Errorf("the end came after %v: the server waited for the client's", waited)
			}
			s.Logs.Wait(t, 1, "refused", "active", 3, "max", 3, "peer", fourth.LocalAddr().String())

			c[1].Close()
			s.Logs.Wait(t, 1, "connection closed", "active", 2, "max", 3, "peer", c[1].LocalAddr().String())
			admit(t, s, 1)
			s.Logs.Wait(t, 2, "new connection", "active", 3, "max", 3)
		})
	}
}

func TestIdleTimeout(t *testing.T) {
	tests := []struct {
		name  string
		lines []string
	}{
		{"never spoke", nil},
		{"spoke once", []string{"hello\n"}},
		{"spoke three times", []string{"a\n", "b\n", "c\n"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := servertest.Start(t, with(1, 600*time.Millisecond))
			c := s.Dial(t)
			for _, line := range tt.lines {
				c.Send(line)
				c.Expect(line)
			}
			c.Expect(timeout)
			c.ExpectEOF()
			admit(t, s, 1) // its slot is free, though it has not closed its side
			peer := c.LocalAddr().String()
			s.Logs.Wait(t, 1, "connection timeout", "peer", peer)
			s.Logs.Wait(t, 1, "connection closed", "active", 0, "max", 1, "peer", peer)
		})
	}
}

// TestHalfAMinute has the lesson's own limits, in made-up time.
func TestHalfAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ln := servertest.NewPipeListener()
		s := servertest.StartOn(t, ln, Serve)
		started := time.Now()
		silent, speaks := bufio.NewReader(ln.Dial(t)), ln.Dial(t)
		speaker := bufio.NewReader(speaks)

		expect := func(r *bufio.Reader, want string, after time.Duration) {
			t.Helper()
			line, err := r.ReadString('\n')
			if since := time.Since(started); line != want || since != after {
				t.Errorf("%q (%v) after %v, want %q after %v", line, err, since, want, after)
			}
		}
		<-time.After(20 * time.Second)
		io.WriteString(speaks, "I am here\n")
		expect(speaker, "I am here\n", 20*time.Second)
		expect(silent, timeout, 30*time.Second)
		<-time.After(15 * time.Second)
		io.WriteString(speaks, "still\n")
		expect(speaker, "still\n", 45*time.Second)
		expect(speaker, timeout, 75*time.Second)
		s.Logs.Wait(t, 1, "connection closed", "active", 0)
		s.Stop(t)
	})
}

func TestClientThatNeverReads(t *testing.T) {
	s := servertest.Start(t, with(1, 500*time.Millisecond))
	s.Dial(t).Stall(strings.Repeat("x", 4096))
	s.Logs.Wait(t, 1, "connection closed", "active", 0, "max", 1)
	admit(t, s, 1)
}

// leave makes a client leave in one of the ways there are.
func leave(c *servertest.Client, way int) {
	switch way % 4 {
	case 0:
		c.Close()
	case 1:
		c.HalfClose()
		c.ExpectEnd()
	case 2:
		c.Reset()
	case 3:
		c.Write([]byte("my answer stays unread\n")) // a refused client may fail here
		c.Close()
	}
}

func TestCountNeverDrifts(t *testing.T) {
	const clients = 200
	for _, max := range []int{3, clients} {
		t.Run(fmt.Sprintf("at most %d", max), func(t *testing.T) {
			s := servertest.Start(t, with(max, 30*time.Second))
			var group sync.WaitGroup
			for i := range clients {
				group.Go(func() { leave(s.Dial(t), i) })
			}
			group.Wait()

			decided := func() int { return len(s.Logs.Find("new connection")) + len(s.Logs.Find("refused")) }
			if !s.Logs.Until(func() bool { return decided() == clients }) {
				t.Fatalf("%d of %d clients were admitted or refused", decided(), clients)
			}
			admitted := len(s.Logs.Find("new connection"))
			s.Logs.Wait(t, admitted, "connection closed")
			checkCount(t, s.Logs.All(), max)
			admit(t, s, 3)
		})
	}
}

// checkCount follows the records: each number is one away from the one before
// it, and the last is 0.
func checkCount(t *testing.T, records []servertest.Record, max int) {
	t.Helper()
	active := 0
	for _, r := range records {
		switch r.Message {
		case "new connection":
			active++
		case "connection closed":
			active--
		case "refused":
		default:
			continue
		}
		if r.Attrs["active"] != int64(active) || active < 0 || active > max {
			t.Errorf("%v, want active=%d", r, active)
		}
	}
	if active != 0 {
		t.Errorf("the count is %d at the end", active)
	}
}
