package tcpstate_test

import (
	"net"
	"testing"
	"time"
)

var hostNetworks = []network{{"TCP", func(t *testing.T) (net.Listener, func() (net.Conn, error)) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return ln, func() (net.Conn, error) { return net.Dial("tcp", ln.Addr().String()) }
}}}

// TestPath: the kernel says how the way to the other end is, and how much that still takes.
func TestPath(t *testing.T) {
	f := newFixture(t, hostNetworks[0])
	f.accept()
	f.send(f.c, "hello")
	f.queue("receive 5 send 0, receive 0 send 0")
	c, _ := f.look()
	for _, path := range []struct {
		name string
		ok   bool
	}{
		{"the client's round trip", c.Client.Path.RoundTrip > 0},
		{"its retransmissions", c.Client.Path.Retransmissions == 0},
		{"its window", c.Client.Path.Window != nil && *c.Client.Path.Window > 0},
		{"the server's window", c.Server.Path.Window != nil && *c.Server.Path.Window > 0},
	} {
		if !path.ok {
			t.Errorf("%s is missing: %+v", path.name, c.Client.Path)
		}
	}
}

// TestFullQueues: what a reader does not take waits at its end, then at the writer's, and
// the writer has no window left.
func TestFullQueues(t *testing.T) {
	f := newFixture(t, hostNetworks[0])
	f.accept()
	f.must(f.s.(*net.TCPConn).SetWriteBuffer(64 << 10))
	f.must(f.c.(*net.TCPConn).SetReadBuffer(64 << 10))
	f.must(f.s.SetWriteDeadline(time.Now().Add(500 * time.Millisecond)))
	var written int
	for p := make([]byte, 32<<10); ; {
		n, err := f.s.Write(p)
		written += n
		if err != nil {
			break
		}
	}
	for start := time.Now(); time.Since(start) < testTimeout; {
		c, ok := f.look()
		if !ok {
			t.Fatal("it is gone")
		}
		got := c.Client.Queues.Receive + c.Server.Queues.Send
		if got == written && *c.Server.Path.Window < written/2 {
			return
		}
	}
	c, _ := f.look()
	t.Errorf("%d bytes are written, %+v wait at the server, %+v at the client, window %d",
		written, *c.Server.Queues, *c.Client.Queues, *c.Server.Path.Window)
}

// TestForeignClient: a client of another process is in the kernel's table.
func TestForeignClient(t *testing.T) {
	f := newFixture(t, hostNetworks[0])
	f.accept()
	client := f.c
	f.c = nil
	states := func() string { return describe(f.look()) }
	if got := states(); got != "ESTABLISHED ESTABLISHED" {
		t.Error(got)
	}
	f.must(client.CloseWrite())
	for start := time.Now(); states() != "CLOSE_WAIT FIN_WAIT2"; {
		if time.Since(start) > testTimeout {
			t.Fatal(states())
		}
	}
}
