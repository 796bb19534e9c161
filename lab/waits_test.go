package lab_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"testing"

	"github.com/google/go-cmp/cmp"

	"socketschool/lab"
)

// TestOnlyRealWaits: a call is said to wait if it does, and not if what it
// wants is there already.
func TestOnlyRealWaits(t *testing.T) { onEach(t, testOnlyRealWaits) }

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
	until(t, l, func(c lab.Connection) bool { return c.Call == lab.CallRead })
	say("two")
	until(t, l, func(c lab.Connection) bool { return c.BytesIn == 6 && c.Call == lab.CallRead })
	if err := conn.(tcp).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	rests(t, l, 0, 0)
	l.Stop()
	want := []string{
		"accept", `read 3 "one"`, `write 3 "yes"`,
		"waiting read", `read 3 "two"`,
		"waiting read", "read: EOF",
		"close", "waiting accept", "stopped",
	}
	if diff := cmp.Diff(want, allTold(events(t, l, lab.Stopped)[1:])); diff != "" {
		t.Error(diff)
	}
}
