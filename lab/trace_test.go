package lab_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"socketschool/lab"
	"socketschool/lab/event"
)

// serveOne serves the first connection with handle, and then waits until stopped.
func serveOne(handle func(conn net.Conn)) serveFunc {
	return func(ctx context.Context, ln net.Listener, _ *slog.Logger) error {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		handle(conn)
		conn.Close()
		<-ctx.Done()
		return nil
	}
}

// describeEvent returns an event as these tests compare it.
func describeEvent(e event.Event) string {
	text := eventName(e)
	if e.Bytes > 0 {
		text += fmt.Sprintf(" %d %q", e.Bytes, e.Data.Bytes())
	}
	if !e.Deadline.IsZero() {
		text += " until " + e.Deadline.Format(time.DateTime)
	}
	if e.Error != "" {
		text += ": " + e.Error
	}
	return text
}

func describeEvents(events []event.Event) (all []string) {
	for _, e := range events {
		all = append(all, describeEvent(e))
	}
	return all
}

// readToEnd reads until an error, and ignores it.
func readToEnd(conn net.Conn) { _, _ = io.Copy(io.Discard, struct{ io.Reader }{conn}) }

// TestTrace checks the events of a server's calls, without those that depend on
// timing.
func TestTrace(t *testing.T) {
	later := time.Date(2100, 1, 2, 3, 4, 5, 0, time.UTC)
	reset := func(conn net.Conn) {
		_ = conn.(tcpConn).SetLinger(0)
		conn.Close()
	}
	tests := []struct {
		name   string
		server func(net.Conn)
		client func(t *testing.T, l *lab.Lab, conn net.Conn)
		want   []string
	}{
		{
			"half-close by both",
			func(conn net.Conn) {
				_ = conn.(interface{ CloseWrite() error }).CloseWrite()
				readToEnd(conn)
			},
			func(t *testing.T, _ *lab.Lab, conn net.Conn) { closeGracefully(t, conn) },
			[]string{"accept", "close-write", "read: EOF", "close"},
		},
		{
			"reset by the client",
			func(conn net.Conn) {
				readToEnd(conn)
				_, _ = conn.Write([]byte("x"))
			},
			func(_ *testing.T, _ *lab.Lab, conn net.Conn) { reset(conn) },
			[]string{"accept", "read: connection reset by peer", "write: broken pipe", "close"},
		},
		{
			"the first bytes alone are kept",
			func(conn net.Conn) {
				_, _ = io.ReadFull(conn, make([]byte, 70))
				_, _ = conn.Write(nil)
				_, _ = conn.Write([]byte("bye"))
			},
			func(t *testing.T, _ *lab.Lab, conn net.Conn) {
				fmt.Fprintf(conn, "%070d", 0)
				readToEnd(conn)
			},
			[]string{"accept", fmt.Sprintf("read 70 \"%064d\"", 0), `write 3 "bye"`, "close"},
		},
		{
			"a deadline passes",
			func(conn net.Conn) {
				_ = conn.SetReadDeadline(time.Now().Add(-time.Second))
				_, err := conn.Read(make([]byte, 1))
				if !errors.Is(err, os.ErrDeadlineExceeded) {
					_, _ = io.WriteString(conn, "no deadline")
				}
				_ = conn.SetReadDeadline(time.Time{})
				readToEnd(conn)
			},
			func(t *testing.T, _ *lab.Lab, conn net.Conn) { closeGracefully(t, conn) },
			[]string{"accept", "timeout read", "read: EOF", "close"},
		},
		{
			"a deadline is told while a read waits",
			func(conn net.Conn) {
				_ = conn.SetDeadline(later)
				_, _ = conn.Read(make([]byte, 10))
			},
			func(t *testing.T, l *lab.Lab, conn net.Conn) {
				awaitConnection(t, l, func(c event.Connection) bool { return c.Call == event.CallRead && c.Deadline.Equal(later) })
				fmt.Fprint(conn, "at last")
				readToEnd(conn)
			},
			[]string{"accept", "waiting read until 2100-01-02 03:04:05", `read 7 "at last"`, "close"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			forEachNetwork(t, func(t *testing.T, n network) {
				l := n.start(t, serveOne(tt.server))
				tt.client(t, l, dial(t, l))
				all := describeEvents(readEvents(t, l, event.KindClose)[1:])
				all = slices.DeleteFunc(all, func(s string) bool {
					return s == "waiting accept" || s == "waiting read"
				})
				if diff := cmp.Diff(tt.want, all); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

// awaitConnection waits until the only connection is in a state.
func awaitConnection(t *testing.T, l *lab.Lab, is func(event.Connection) bool) event.Connection {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), testTimeout)
	defer cancel()
	for {
		now := l.Connections()
		if len(now.Connections) == 1 && is(now.Connections[0]) {
			return now.Connections[0]
		}
		if err := l.Events().Wait(ctx, now.Seq); err != nil {
			t.Fatalf("timeout in state %+v", now)
		}
	}
}

// TestSlowReader: a write that blocks is reported as waiting. When its deadline passes,
// the bytes that it has written are reported.
func TestSlowReader(t *testing.T) { forEachNetwork(t, testSlowReader) }

func testSlowReader(t *testing.T, n network) {
	const size = 64 << 20 // more than the kernels' buffers hold
	l := n.start(t, serveOne(func(conn net.Conn) {
		much := make([]byte, size)
		_ = conn.SetWriteDeadline(time.Now().Add(time.Hour))
		_, _ = conn.Write(much)
		_ = conn.SetWriteDeadline(time.Now().Add(500 * time.Millisecond))
		_, _ = conn.Write(much)
	}))
	conn := dial(t, l)
	state := awaitConnection(t, l, func(c event.Connection) bool { return c.Call == event.CallWrite })
	if state.Deadline.IsZero() || state.BytesOut != 0 {
		t.Errorf("while it waits: %+v", state)
	}
	if _, err := io.ReadFull(conn, make([]byte, size)); err != nil {
		t.Fatal(err)
	}
	all := readEvents(t, l, event.KindTimeout)
	waits := slices.DeleteFunc(slices.Clone(all), func(e event.Event) bool { return e.Kind != event.KindWaiting || e.Call != event.CallWrite })
	if len(waits) != 2 {
		t.Errorf("two writes report %d waits", len(waits))
	}
	all = withoutWaits(all)
	full, part := all[len(all)-3], all[len(all)-2]
	if full.Kind != event.KindWrite || full.Bytes != size {
		t.Errorf("the first write: %s, %d bytes", eventName(full), full.Bytes)
	}
	if part.Kind != event.KindWrite || part.Bytes == 0 || part.Bytes >= size || part.Error != "" {
		t.Errorf("the second write: %s, %d bytes, %q", eventName(part), part.Bytes, part.Error)
	}
	for _, e := range all {
		if e.Kind == event.KindTimeout && e.Call != event.CallWrite {
			t.Errorf("a timeout of %s", e.Call)
		}
	}
}

// TestAcceptDeadline: the listener has TCP's deadline.
func TestAcceptDeadline(t *testing.T) { forEachNetwork(t, testAcceptDeadline) }

func testAcceptDeadline(t *testing.T, n network) {
	l := n.start(t, func(ctx context.Context, ln net.Listener, _ *slog.Logger) error {
		d := ln.(interface{ SetDeadline(time.Time) error })
		_ = d.SetDeadline(time.Now().Add(-time.Second))
		if _, err := ln.Accept(); !errors.Is(err, os.ErrDeadlineExceeded) {
			return err
		}
		<-ctx.Done()
		return nil
	})
	all := readEvents(t, l, event.KindTimeout)
	if e := all[len(all)-1]; e.Call != event.CallAccept || e.Source == nil || l.Connections().Accepting != nil {
		t.Errorf("%+v, then %+v", e, l.Connections())
	}
}

// TestLateCalls: calls on a connection after the lab's end fail, and are no events.
func TestLateCalls(t *testing.T) { forEachNetwork(t, testLateCalls) }

func testLateCalls(t *testing.T, n network) {
	accepted := make(chan net.Conn)
	l := n.start(t, handOver(accepted))
	client := dial(t, l)
	conn := <-accepted
	l.Stop()
	last := l.Connections()
	if _, err := client.Read(make([]byte, 1)); err == nil {
		t.Error("the connection is still open")
	}
	for range 2 {
		if err := conn.Close(); err == nil || !errors.Is(err, net.ErrClosed) {
			t.Errorf("closing a closed connection: %v", err)
		}
		if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
			t.Errorf("reading from a closed connection: %v", err)
		}
	}
	if now := l.Connections(); now.Seq != last.Seq || len(now.Connections) != 0 || now.Accepting != nil {
		t.Errorf("after the end: %+v, then %+v", last, now)
	}
}

// lateListener accepts one more client when it is closed.
type lateListener struct {
	net.Listener
	client net.Conn
	closed chan struct{}
	once   sync.Once
}

func (l *lateListener) Accept() (net.Conn, error) {
	<-l.closed
	return l.client, nil
}

func (l *lateListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

// TestLateClient: a connection that is accepted during the lab's end is closed, and is
// no event.
func TestLateClient(t *testing.T) {
	inner, err := networks[0].listen()
	if err != nil {
		t.Fatal(err)
	}
	here, there := net.Pipe()
	defer there.Close()
	ln := &lateListener{Listener: inner, client: here, closed: make(chan struct{})}
	handed := make(chan net.Listener, 1)
	l := lab.Start(lab.Config{Listener: ln, Program: lab.Program{Serve: func(ctx context.Context, ln net.Listener, _ *slog.Logger) error {
		handed <- ln
		<-ctx.Done()
		return nil
	}}})
	l.Stop()
	last := l.Connections().Seq
	if conn, err := (<-handed).Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("accepted %v, %v", conn, err)
	}
	if _, err := there.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("the client's connection is not closed: %v", err)
	}
	if now := l.Connections().Seq; now != last {
		t.Errorf("%d events after the end", now-last)
	}
}
