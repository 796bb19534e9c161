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
)

// one serves the first connection with handle, and then waits to be stopped.
func one(handle func(conn net.Conn)) serveFunc {
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

// told is an event in the words of these tests.
func told(e lab.Event) string {
	text := what(e)
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

func allTold(events []lab.Event) (all []string) {
	for _, e := range events {
		all = append(all, told(e))
	}
	return all
}

// readToEnd reads until an error, which it drops.
func readToEnd(conn net.Conn) { _, _ = io.Copy(io.Discard, struct{ io.Reader }{conn}) }

// TestTrace: what a server's calls come to, told without what depends on the
// machine's speed.
func TestTrace(t *testing.T) {
	later := time.Date(2100, 1, 2, 3, 4, 5, 0, time.UTC)
	reset := func(conn net.Conn) {
		_ = conn.(tcp).SetLinger(0)
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
			func(t *testing.T, _ *lab.Lab, conn net.Conn) { leave(t, conn) },
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
			func(t *testing.T, _ *lab.Lab, conn net.Conn) { leave(t, conn) },
			[]string{"accept", "timeout read", "read: EOF", "close"},
		},
		{
			"a deadline is told while a read waits",
			func(conn net.Conn) {
				_ = conn.SetDeadline(later)
				_, _ = conn.Read(make([]byte, 10))
			},
			func(t *testing.T, l *lab.Lab, conn net.Conn) {
				until(t, l, func(c lab.Connection) bool { return c.Call == lab.CallRead && c.Deadline.Equal(later) })
				fmt.Fprint(conn, "at last")
				readToEnd(conn)
			},
			[]string{"accept", "waiting read until 2100-01-02 03:04:05", `read 7 "at last"`, "close"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			onEach(t, func(t *testing.T, n network) {
				l := n.start(t, one(tt.server))
				tt.client(t, l, dial(t, l))
				all := allTold(events(t, l, lab.Close)[1:])
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

// until waits for the only connection to be in a state.
func until(t *testing.T, l *lab.Lab, is func(lab.Connection) bool) lab.Connection {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for {
		now := l.Connections()
		if len(now.Connections) == 1 && is(now.Connections[0]) {
			return now.Connections[0]
		}
		if err := l.Events().Wait(ctx, now.Seq); err != nil {
			t.Fatalf("it did not come to that: %+v", now)
		}
	}
}

// TestSlowReader: a write waits for room, is seen to, and tells how far it came
// when its deadline passes.
func TestSlowReader(t *testing.T) { onEach(t, testSlowReader) }

func testSlowReader(t *testing.T, n network) {
	const size = 64 << 20 // more than the kernels' buffers take
	l := n.start(t, one(func(conn net.Conn) {
		much := make([]byte, size)
		_ = conn.SetWriteDeadline(time.Now().Add(time.Hour))
		_, _ = conn.Write(much)
		_ = conn.SetWriteDeadline(time.Now().Add(500 * time.Millisecond))
		_, _ = conn.Write(much)
	}))
	conn := dial(t, l)
	state := until(t, l, func(c lab.Connection) bool { return c.Call == lab.CallWrite })
	if state.Deadline.IsZero() || state.BytesOut != 0 {
		t.Errorf("while it waits: %+v", state)
	}
	if _, err := io.ReadFull(conn, make([]byte, size)); err != nil {
		t.Fatal(err)
	}
	all := events(t, l, lab.Timeout)
	waits := slices.DeleteFunc(slices.Clone(all), func(e lab.Event) bool { return e.Kind != lab.Waiting || e.Call != lab.CallWrite })
	if len(waits) != 2 {
		t.Errorf("two writes are said to wait %d times", len(waits))
	}
	all = withoutWaits(all)
	full, part := all[len(all)-3], all[len(all)-2]
	if full.Kind != lab.Write || full.Bytes != size {
		t.Errorf("the write that came through: %s, %d bytes", what(full), full.Bytes)
	}
	if part.Kind != lab.Write || part.Bytes == 0 || part.Bytes >= size || part.Error != "" {
		t.Errorf("the write that did not: %s, %d bytes, %q", what(part), part.Bytes, part.Error)
	}
	for _, e := range all {
		if e.Kind == lab.Timeout && e.Call != lab.CallWrite {
			t.Errorf("a timeout of %s", e.Call)
		}
	}
}

// TestAcceptDeadline: the listener keeps TCP's deadline.
func TestAcceptDeadline(t *testing.T) { onEach(t, testAcceptDeadline) }

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
	all := events(t, l, lab.Timeout)
	if e := all[len(all)-1]; e.Call != lab.CallAccept || e.Source == nil || l.Connections().Accepting != nil {
		t.Errorf("%+v, then %+v", e, l.Connections())
	}
}

// TestLateCalls: what a server does to a connection after the lab's end is
// harmless, and no event.
func TestLateCalls(t *testing.T) { onEach(t, testLateCalls) }

func testLateCalls(t *testing.T, n network) {
	accepted := make(chan net.Conn)
	l := n.start(t, handsOut(accepted))
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

// lateListener has one more client for whoever accepts while it is closed.
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

// TestLateClient: a connection that comes with the lab's end is closed, and no
// event.
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
		t.Errorf("the client is not hung up on: %v", err)
	}
	if now := l.Connections().Seq; now != last {
		t.Errorf("%d events after the end", now-last)
	}
}
