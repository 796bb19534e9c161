package lab_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"testing"

	"github.com/google/go-cmp/cmp"

	"socketschool/lab/event"
)

// TestOnlyRealWaits: waiting is reported for calls that block, and for no others.
func TestOnlyRealWaits(t *testing.T) { forEachNetwork(t, testOnlyRealWaits) }

func testOnlyRealWaits(t *testing.T, n network) {
	ready := make(chan struct{})
	l := n.start(t, func(ctx context.Context, ln net.Listener, _ *slog.Logger) error {
		<-ready
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		_, _ = io.ReadFull(conn, make([]byte, 3))
		_, _ = io.WriteString(conn, "yes")
		_, _ = io.ReadFull(conn, make([]byte, 3))
		_, _ = conn.Read(make([]byte, 3))
		conn.Close()
		defer context.AfterFunc(ctx, func() { ln.Close() })()
		_, _ = ln.Accept()
		return nil
	})
	conn := dial(t, l)
	say := func(text string) {
		t.Helper()
		if _, err := io.WriteString(conn, text); err != nil {
			t.Fatal(err)
		}
	}
	say("one")
	close(ready)
	awaitConnection(t, l, func(c event.Connection) bool { return c.Call == event.CallRead })
	say("two")
	awaitConnection(t, l, func(c event.Connection) bool { return c.BytesIn == 6 && c.Call == event.CallRead })
	if err := conn.(tcpConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	awaitIdle(t, l, 0, 0)
	l.Stop()
	want := []string{
		"accept", `read 3 "one"`, `write 3 "yes"`,
		"waiting read", `read 3 "two"`,
		"waiting read", "read: EOF",
		"close", "waiting accept", "stopped",
	}
	if diff := cmp.Diff(want, describeEvents(readEvents(t, l, event.KindStopped)[1:])); diff != "" {
		t.Error(diff)
	}
}
