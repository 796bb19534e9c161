package memnet_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
	"weak"

	"socketschool/lab/memnet"
)

// These tests are about what TCP has no setting for. Time in them is a
// bubble's: it passes when everybody waits, and to the nanosecond.

const way = 30 * time.Millisecond

func listen(t *testing.T, n *memnet.Network) *memnet.Listener {
	t.Helper()
	ln, err := n.Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	return ln
}

func connect(t *testing.T, n *memnet.Network) (client, server *memnet.Conn) {
	t.Helper()
	ln := listen(t, n)
	client, err := n.Dial(t.Context(), portOf(ln.Addr()))
	if err != nil {
		t.Fatal(err)
	}
	accepted, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	server = accepted.(*memnet.Conn)
	t.Cleanup(func() { client.Close(); server.Close() })
	return client, server
}

// takes checks how long f takes.
func takes(t *testing.T, want time.Duration, what string, f func()) {
	t.Helper()
	began := time.Now()
	f()
	if got := time.Since(began); got != want {
		t.Errorf("%s takes %v, want %v", what, got, want)
	}
}

func check(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %s, want %s", what, got, want)
	}
}

func TestLatency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &memnet.Network{Latency: way}
		var c, s *memnet.Conn
		takes(t, 2*way, "connecting", func() { c, s = connect(t, n) })
		takes(t, way, "a message", func() {
			_, _ = io.WriteString(c, "one")
			check(t, "the message", get(s, 3), "one")
		})
		takes(t, way, "three writes", func() {
			for _, word := range []string{"one", "two", "three"} {
				p := []byte(word)
				_, _ = c.Write(p)
				clear(p) // underway are the bytes that were written
			}
			_ = c.CloseWrite()
			check(t, "what comes first", get(s, 11), "onetwothree")
			check(t, "what comes then", once(s, 1), "EOF")
		})
		takes(t, 2*way, "being refused", func() {
			_, err := n.Dial(t.Context(), 1)
			check(t, "the dial", says(err), "ECONNREFUSED")
		})
	})
}

// TestLatencyOfAReset: the answer to a write comes two ways later.
func TestLatencyOfAReset(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := connect(t, &memnet.Network{Latency: way})
		_ = s.Close()
		check(t, "a write", says(write(c)), "ok")
		takes(t, way, "the FIN", func() { check(t, "the end", once(c, 1), "EOF") })
		check(t, "a write meanwhile", says(write(c)), "ok")
		takes(t, way, "the RST", func() { <-c.Over() })
		check(t, "a write then", says(write(c)), "EPIPE")
	})
}

// TestLatencyOfRoom: a writer learns one way later that there is room again.
func TestLatencyOfRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := connect(t, &memnet.Network{Latency: way, Buffer: 10})
		go func() { _, _ = io.ReadFull(s, make([]byte, 30)) }()
		takes(t, 4*way, "three buffers, until the last is sent", func() {
			_, _ = c.Write(make([]byte, 30))
		})
	})
}

// TestDialGivesUp: nothing of a dial that was given up is left, wherever it was.
func TestDialGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &memnet.Network{Latency: way}
		ln := listen(t, n)
		for _, after := range []time.Duration{way / 2, way + way/2} {
			ctx, cancel := context.WithTimeout(t.Context(), after)
			_, err := n.Dial(ctx, portOf(ln.Addr()))
			cancel()
			check(t, "the dial", says(err), "timeout")
		}
		ctx, cancel := context.WithTimeout(t.Context(), way+way/2)
		defer cancel()
		_, err := n.Dial(ctx, 1)
		check(t, "the dial of nobody", says(err), "timeout")
		s, err := ln.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		check(t, "the one that came through", once(s, 1), "ECONNRESET")
	})
}

func TestLose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := connect(t, &memnet.Network{Latency: way, Buffer: 10})
		_, _ = io.WriteString(c, "here")
		<-time.After(way)
		synctest.Wait()
		_, _ = io.WriteString(c, "lost") // underway
		c.Lose()
		checkLost(t, c, s)
	})
	synctest.Test(t, func(t *testing.T) {
		c, s := connect(t, &memnet.Network{Buffer: 10})
		_, _ = io.WriteString(c, "here")
		s.Lose()
		_, _ = io.WriteString(c, "lost")
		checkLost(t, c, s)
	})
}

// checkLost has two ends that have lost each other: four bytes arrived at s,
// and four more did not.
func checkLost(t *testing.T, c, s *memnet.Conn) {
	t.Helper()
	check(t, "what had arrived", get(s, 4), "here")
	_ = s.SetReadDeadline(time.Now().Add(time.Hour))
	check(t, "what had not", once(s, 1), "timeout")
	_ = c.SetWriteDeadline(time.Now().Add(time.Hour))
	sent, err := c.Write(make([]byte, 10))
	check(t, "a write", says(sent, err), "2, timeout") // what is not acknowledged fills the buffer
	_ = c.SetLinger(0)
	_ = c.Close()
	_ = s.SetReadDeadline(time.Now().Add(time.Hour))
	check(t, "the end", once(s, 1), "timeout")
	select {
	case <-c.Over():
	default:
		t.Error("the end that was closed is not over")
	}
	select {
	case <-s.Over():
		t.Error("the end that knows of nothing is over")
	default:
	}
}

func TestOver(t *testing.T) {
	over := func(c *memnet.Conn) string {
		select {
		case <-c.Over():
			return "over"
		default:
			return "open"
		}
	}
	for _, tt := range []struct {
		name           string
		act            func(c, s *memnet.Conn)
		client, server string
	}{
		{"nothing", func(c, s *memnet.Conn) {}, "open", "open"},
		{"one FIN", func(c, s *memnet.Conn) { _ = c.CloseWrite() }, "open", "open"},
		{"both FINs", func(c, s *memnet.Conn) { _ = c.CloseWrite(); _ = s.CloseWrite() }, "over", "over"},
		{"both FINs, and bytes unread", func(c, s *memnet.Conn) { _ = write(c); _ = c.CloseWrite(); _ = s.CloseWrite() }, "over", "over"},
		{"a close", func(c, s *memnet.Conn) { _ = c.Close() }, "over", "open"},
		{"a close and an answer", func(c, s *memnet.Conn) { _ = c.Close(); _ = write(s) }, "over", "over"},
		{"a close with bytes unread", func(c, s *memnet.Conn) { _ = write(s); _ = c.Close() }, "over", "over"},
		{"a reset", func(c, s *memnet.Conn) { _ = c.SetLinger(0); _ = c.Close() }, "over", "over"},
		{"CloseRead", func(c, s *memnet.Conn) { _ = c.CloseRead() }, "open", "open"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, s := connect(t, new(memnet.Network))
			tt.act(c, s)
			check(t, "client", over(c), tt.client)
			check(t, "server", over(s), tt.server)
		})
	}
}

// TestWaits: the word that a call is about to wait comes once, and if it waits.
func TestWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &memnet.Network{Buffer: 10}
		ln := listen(t, n)
		said := 0
		count := func() { said++ }
		said0 := func(want int, what string) {
			t.Helper()
			synctest.Wait()
			if said != want {
				t.Errorf("%s: said %d times, want %d", what, said, want)
			}
			said = 0
		}
		accepted := make(chan net.Conn, 1)
		go func() {
			conn, _ := ln.AcceptFunc(count)
			accepted <- conn
		}()
		said0(1, "accept with nobody there")
		c, _ := n.Dial(t.Context(), portOf(ln.Addr()))
		defer c.Close()
		defer (<-accepted).Close()
		other, _ := n.Dial(t.Context(), portOf(ln.Addr()))
		defer other.Close()
		conn, _ := ln.AcceptFunc(count)
		said0(0, "accept with somebody there")
		s := conn.(*memnet.Conn)
		defer s.Close()
		p := make([]byte, 35)
		_, _ = s.WriteFunc(p[:10], count)
		said0(0, "a write that fits")
		go func() { _, _ = io.ReadFull(other, p[:30]) }()
		_, _ = s.WriteFunc(make([]byte, 25), count)
		said0(1, "a write that waits several times")
		go func() { _, _ = s.ReadFunc(make([]byte, 1), count) }()
		said0(1, "a read with nothing there")
		_, _ = other.Write(make([]byte, 2))
		_, _ = s.ReadFunc(make([]byte, 1), count)
		said0(0, "a read with a byte there")
		_ = s.SetReadDeadline(time.Unix(1, 0))
		_, _ = s.ReadFunc(make([]byte, 1), count)
		said0(0, "a read that is late")
	})
}

// TestWaitsMayAct: the call holds no lock while it gives its word.
func TestWaitsMayAct(t *testing.T) {
	c, s := connect(t, new(memnet.Network))
	n, err := s.ReadFunc(make([]byte, 10), func() { _, _ = io.WriteString(c, "just now") })
	check(t, "the read", says(n, err), "8, ok")
	_, err = s.ReadFunc(make([]byte, 10), func() { s.Close() })
	check(t, "the read of a connection closed meanwhile", says(err), "closed")
}

// TestPorts: as many clients as there are ports, no port twice, and a port comes
// back when both ends are closed.
func TestPorts(t *testing.T) {
	n := new(memnet.Network)
	ln := listen(t, n)
	const all = 60999 - 32768 // the listener has one
	var open [all][2]net.Conn
	seen := make(map[string]bool)
	for i := range open {
		c, err := n.Dial(t.Context(), portOf(ln.Addr()))
		if err != nil {
			t.Fatalf("client %d: %v", i, err)
		}
		s, _ := ln.Accept()
		open[i] = [2]net.Conn{c, s}
		seen[c.LocalAddr().String()] = true
	}
	if len(seen) != all {
		t.Errorf("%d ports, want %d", len(seen), all)
	}
	_, err := n.Dial(t.Context(), portOf(ln.Addr()))
	if !errors.Is(err, syscall.EADDRNOTAVAIL) || !strings.Contains(err.Error(), "connect: cannot assign requested address") {
		t.Errorf("one more client: %v", err)
	}
	if _, err := n.Listen(0); !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("one more listener: %v", err)
	}
	_ = open[7][0].Close()
	if _, err := n.Dial(t.Context(), portOf(ln.Addr())); err == nil {
		t.Error("a port was given back by one end")
	}
	_ = open[7][1].Close()
	c, err := n.Dial(t.Context(), portOf(ln.Addr()))
	if err != nil || c.LocalAddr().String() != open[7][0].LocalAddr().String() {
		t.Errorf("after both ends are closed: %v", err)
	}
}

// TestBacklog: who waits for room in it is let in when there is some, or told
// that nobody listens any more.
func TestBacklog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &memnet.Network{Backlog: 1}
		ln := listen(t, n)
		dialled := make(chan string)
		for range 3 {
			go func() {
				c, err := n.Dial(t.Context(), portOf(ln.Addr()))
				if err == nil {
					defer c.Close()
				}
				dialled <- says(err)
			}()
		}
		synctest.Wait() // one is in, two wait
		check(t, "the first", <-dialled, "ok")
		s, _ := ln.Accept()
		defer s.Close()
		check(t, "the second", <-dialled, "ok")
		synctest.Wait()
		ln.Close()
		check(t, "the third", <-dialled, "ECONNREFUSED")
	})
}

// TestNothingHoldsAClosedConn: not even a deadline that is far away.
func TestNothingHoldsAClosedConn(t *testing.T) {
	n := new(memnet.Network)
	ln := listen(t, n)
	gone := func() weak.Pointer[memnet.Conn] {
		c, err := n.Dial(t.Context(), portOf(ln.Addr()))
		if err != nil {
			t.Fatal(err)
		}
		s, _ := ln.Accept()
		_ = c.SetDeadline(time.Now().Add(time.Hour))
		_ = s.SetDeadline(time.Now().Add(time.Hour))
		c.Close()
		s.Close()
		return weak.Make(c)
	}()
	for range 10 {
		runtime.GC()
	}
	if gone.Value() != nil {
		t.Error("the connection is still in memory")
	}
}

// TestDeadlineOnTheWall: a deadline that was stored and read back has lost
// Go's monotonic clock, and is kept all the same.
func TestDeadlineOnTheWall(t *testing.T) {
	c, _ := connect(t, new(memnet.Network))
	_ = c.SetReadDeadline(time.Now().Add(10 * time.Millisecond).Round(0))
	if _, err := c.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error(err)
	}
}
