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

// These tests are about what TCP has no setting for. Their time is synctest's: it
// advances when all goroutines block.

const latency = 30 * time.Millisecond

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

// expectDuration checks how long f takes.
func expectDuration(t *testing.T, want time.Duration, what string, f func()) {
	t.Helper()
	start := time.Now()
	f()
	if got := time.Since(start); got != want {
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
		n := &memnet.Network{Latency: latency}
		var c, s *memnet.Conn
		expectDuration(t, 2*latency, "connecting", func() { c, s = connect(t, n) })
		expectDuration(t, latency, "a message", func() {
			_, _ = io.WriteString(c, "one")
			check(t, "the message", readN(s, 3), "one")
		})
		expectDuration(t, latency, "three writes", func() {
			for _, word := range []string{"one", "two", "three"} {
				p := []byte(word)
				_, _ = c.Write(p)
				clear(p) // must not change what was sent
			}
			_ = c.CloseWrite()
			check(t, "what comes first", readN(s, 11), "onetwothree")
			check(t, "what comes then", readOnce(s, 1), "EOF")
		})
		expectDuration(t, 2*latency, "being refused", func() {
			_, err := n.Dial(t.Context(), 1)
			check(t, "the dial", describe(err), "ECONNREFUSED")
		})
	})
}

// TestSetLatency: a change applies to what is sent later, and nothing overtakes.
func TestSetLatency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := connect(t, &memnet.Network{})
		c.SetLatency(latency)
		p := []byte("slow")
		_, _ = c.Write(p)
		s.SetLatency(latency / 4)
		_, _ = io.WriteString(c, " quick")
		s.SetLatency(0)
		copy(p, "----") // must not change what was sent
		_, _ = c.Write(p)
		clear(p)
		expectDuration(t, latency, "the slow message", func() {
			check(t, "what comes", readN(s, 14), "slow quick----")
		})
		expectDuration(t, 0, "a message without latency", func() {
			_, _ = io.WriteString(s, "back")
			check(t, "what comes back", readN(c, 4), "back")
		})
	})
}

// TestLatencyOfReset: the answer to a write comes after two latencies.
func TestLatencyOfReset(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := connect(t, &memnet.Network{Latency: latency})
		_ = s.Close()
		check(t, "a write", describe(writeByte(c)), "ok")
		expectDuration(t, latency, "the FIN", func() { check(t, "the end", readOnce(c, 1), "EOF") })
		check(t, "a write meanwhile", describe(writeByte(c)), "ok")
		expectDuration(t, latency, "the RST", func() { <-c.Done() })
		check(t, "a write then", describe(writeByte(c)), "EPIPE")
	})
}

// TestLatencyOfWindow: the window is granted after one latency.
func TestLatencyOfWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := connect(t, &memnet.Network{Latency: latency, Buffer: 10})
		go func() { _, _ = io.ReadFull(s, make([]byte, 30)) }()
		expectDuration(t, 4*latency, "three buffers, until the last is sent", func() {
			_, _ = c.Write(make([]byte, 30))
		})
	})
}

// TestDialCancelled: a dial that is cancelled leaves nothing behind at any stage.
func TestDialCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &memnet.Network{Latency: latency}
		ln := listen(t, n)
		for _, after := range []time.Duration{latency / 2, latency + latency/2} {
			ctx, cancel := context.WithTimeout(t.Context(), after)
			_, err := n.Dial(ctx, portOf(ln.Addr()))
			cancel()
			check(t, "the dial", describe(err), "timeout")
		}
		ctx, cancel := context.WithTimeout(t.Context(), latency+latency/2)
		defer cancel()
		_, err := n.Dial(ctx, 1)
		check(t, "the dial without a listener", describe(err), "timeout")
		s, err := ln.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		check(t, "the one that came through", readOnce(s, 1), "ECONNRESET")
	})
}

func TestPartition(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := connect(t, &memnet.Network{Latency: latency, Buffer: 10})
		_, _ = io.WriteString(c, "here")
		<-time.After(latency)
		synctest.Wait()
		_, _ = io.WriteString(c, "lost") // not arrived yet
		c.Partition()
		checkLost(t, c, s)
	})
	synctest.Test(t, func(t *testing.T) {
		c, s := connect(t, &memnet.Network{Buffer: 10})
		_, _ = io.WriteString(c, "here")
		s.Partition()
		_, _ = io.WriteString(c, "lost")
		checkLost(t, c, s)
	})
}

// checkLost checks the two ends of a partitioned connection. Four bytes have arrived
// at s, and four more have not.
func checkLost(t *testing.T, c, s *memnet.Conn) {
	t.Helper()
	check(t, "what had arrived", readN(s, 4), "here")
	_ = s.SetReadDeadline(time.Now().Add(time.Hour))
	check(t, "what had not", readOnce(s, 1), "timeout")
	_ = c.SetWriteDeadline(time.Now().Add(time.Hour))
	sent, err := c.Write(make([]byte, 10))
	check(t, "a write", describe(sent, err), "2, timeout") // unacknowledged bytes fill the buffer
	_ = c.SetLinger(0)
	_ = c.Close()
	_ = s.SetReadDeadline(time.Now().Add(time.Hour))
	check(t, "the end", readOnce(s, 1), "timeout")
	select {
	case <-c.Done():
	default:
		t.Error("the closed end is not done")
	}
	select {
	case <-s.Done():
		t.Error("the other end is done")
	default:
	}
}

func TestDone(t *testing.T) {
	state := func(c *memnet.Conn) string {
		select {
		case <-c.Done():
			return "done"
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
		{"both FINs", func(c, s *memnet.Conn) { _ = c.CloseWrite(); _ = s.CloseWrite() }, "done", "done"},
		{"both FINs, and bytes unread", func(c, s *memnet.Conn) { _ = writeByte(c); _ = c.CloseWrite(); _ = s.CloseWrite() }, "done", "done"},
		{"a close", func(c, s *memnet.Conn) { _ = c.Close() }, "done", "open"},
		{"a close and an answer", func(c, s *memnet.Conn) { _ = c.Close(); _ = writeByte(s) }, "done", "done"},
		{"a close with bytes unread", func(c, s *memnet.Conn) { _ = writeByte(s); _ = c.Close() }, "done", "done"},
		{"a reset", func(c, s *memnet.Conn) { _ = c.SetLinger(0); _ = c.Close() }, "done", "done"},
		{"CloseRead", func(c, s *memnet.Conn) { _ = c.CloseRead() }, "open", "open"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, s := connect(t, new(memnet.Network))
			tt.act(c, s)
			check(t, "client", state(c), tt.client)
			check(t, "server", state(s), tt.server)
		})
	}
}

// TestOnWait: onWait is called once if a call blocks, and otherwise not.
func TestOnWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &memnet.Network{Buffer: 10}
		ln := listen(t, n)
		calls := 0
		count := func() { calls++ }
		expectCalls := func(want int, what string) {
			t.Helper()
			synctest.Wait()
			if calls != want {
				t.Errorf("%s: %d calls, want %d", what, calls, want)
			}
			calls = 0
		}
		accepted := make(chan net.Conn, 1)
		go func() {
			conn, _ := ln.AcceptFunc(count)
			accepted <- conn
		}()
		expectCalls(1, "accept without a client")
		c, _ := n.Dial(t.Context(), portOf(ln.Addr()))
		defer c.Close()
		defer (<-accepted).Close()
		other, _ := n.Dial(t.Context(), portOf(ln.Addr()))
		defer other.Close()
		conn, _ := ln.AcceptFunc(count)
		expectCalls(0, "accept with a client")
		s := conn.(*memnet.Conn)
		defer s.Close()
		p := make([]byte, 35)
		_, _ = s.WriteFunc(p[:10], count)
		expectCalls(0, "a write that fits")
		go func() { _, _ = io.ReadFull(other, p[:30]) }()
		_, _ = s.WriteFunc(make([]byte, 25), count)
		expectCalls(1, "a write that waits several times")
		go func() { _, _ = s.ReadFunc(make([]byte, 1), count) }()
		expectCalls(1, "a read without data")
		_, _ = other.Write(make([]byte, 2))
		_, _ = s.ReadFunc(make([]byte, 1), count)
		expectCalls(0, "a read with data")
		_ = s.SetReadDeadline(time.Unix(1, 0))
		_, _ = s.ReadFunc(make([]byte, 1), count)
		expectCalls(0, "a read after its deadline")
	})
}

// TestOnWaitHoldsNoLock: onWait may use the connection.
func TestOnWaitHoldsNoLock(t *testing.T) {
	c, s := connect(t, new(memnet.Network))
	n, err := s.ReadFunc(make([]byte, 10), func() { _, _ = io.WriteString(c, "just now") })
	check(t, "the read", describe(n, err), "8, ok")
	_, err = s.ReadFunc(make([]byte, 10), func() { s.Close() })
	check(t, "the read of a connection closed meanwhile", describe(err), "closed")
}

// TestPorts: there are as many clients as ports, each with its own, and a port is
// released when both ends are closed.
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

// TestBacklog: a dial waits for room in the backlog, and is refused when the listener
// closes.
func TestBacklog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &memnet.Network{Backlog: 1}
		ln := listen(t, n)
		dialed := make(chan string)
		for range 3 {
			go func() {
				c, err := n.Dial(t.Context(), portOf(ln.Addr()))
				if err == nil {
					defer c.Close()
				}
				dialed <- describe(err)
			}()
		}
		synctest.Wait() // one is queued, two wait
		check(t, "the first", <-dialed, "ok")
		s, _ := ln.Accept()
		defer s.Close()
		check(t, "the second", <-dialed, "ok")
		synctest.Wait()
		ln.Close()
		check(t, "the third", <-dialed, "ECONNREFUSED")
	})
}

// TestClosedConnIsFreed: nothing refers to a closed connection, nor does a deadline
// that has not passed.
func TestClosedConnIsFreed(t *testing.T) {
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

// TestWallClockDeadline: a deadline without a monotonic clock reading is met.
func TestWallClockDeadline(t *testing.T) {
	c, _ := connect(t, new(memnet.Network))
	_ = c.SetReadDeadline(time.Now().Add(10 * time.Millisecond).Round(0))
	if _, err := c.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error(err)
	}
}

// TestDialFrom: the server sees the address that a client asks for, which is in use until
// both ends are closed, and takes no port of another address.
func TestDialFrom(t *testing.T) {
	n := new(memnet.Network)
	ln := listen(t, n)
	port := portOf(ln.Addr())
	for _, ip := range []net.IP{{192, 0, 2, 7}, net.ParseIP("2001:db8::7")} {
		local := &net.TCPAddr{IP: ip, Port: port} // the listener's port, elsewhere
		c, err := n.DialFrom(t.Context(), local, port)
		if err != nil {
			t.Fatal(err)
		}
		s, err := ln.Accept()
		if err != nil {
			t.Fatal(err)
		}
		check(t, "the server's peer", s.RemoteAddr().String(), local.String())
		if _, err := n.DialFrom(t.Context(), local, port); !errors.Is(err, syscall.EADDRINUSE) {
			t.Errorf("an address in use: %v", err)
		}
		c.Close()
		s.Close()
		again, err := n.DialFrom(t.Context(), local, port)
		if err != nil {
			t.Fatalf("an address that was released: %v", err)
		}
		again.Close()
		if s, err = ln.Accept(); err == nil {
			s.Close()
		}
	}
}
