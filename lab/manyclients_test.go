package lab_test

import (
	"fmt"
	"io"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"socketschool/lab"
	"socketschool/lab/event"
	"socketschool/server/broadcast"
)

// TestManyClients runs 200 clients of the busiest example at once, takes snapshots
// meanwhile, and compares each with a replay of the events up to it.
func TestManyClients(t *testing.T) { forEachNetwork(t, testManyClients) }

func testManyClients(t *testing.T, on network) {
	const clients = 200
	l := lab.Start(on.config(t, lab.Config{Program: lab.Program{Serve: broadcast.Serve}, History: 1 << 20}))
	t.Cleanup(l.Stop)
	var (
		running   sync.WaitGroup
		mu        sync.Mutex
		snapshots []event.Connections
	)
	for i := range clients {
		running.Go(func() {
			conn, err := l.Dial(t.Context(), "")
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			fmt.Fprint(conn, "hello\n")
			if _, err := io.ReadFull(conn, make([]byte, 6)); err != nil {
				t.Error(err)
			}
			if i%10 == 0 {
				mu.Lock()
				snapshots = append(snapshots, l.Connections())
				mu.Unlock()
			}
			_ = conn.(tcpConn).CloseWrite()
			_, _ = io.Copy(io.Discard, conn)
		})
	}
	running.Wait()
	l.Stop()
	snapshots = append(snapshots, l.Connections())
	all := make([]event.Event, 1<<20)
	n, skipped := l.Events().Read(all, 0)
	all = all[:n]
	if skipped != 0 {
		t.Fatalf("%d events skipped", skipped)
	}
	checkOrder(t, all, clients)
	for _, snapshot := range snapshots {
		if diff := cmp.Diff(replay(all[:snapshot.Seq]), snapshot); diff != "" {
			t.Fatalf("after event %d: the replay (-), the snapshot (+):\n%s", snapshot.Seq, diff)
		}
	}
}

// checkOrder checks that numbers have no gaps, and that each connection has accept
// first, close last, and no call that waits twice in between.
func checkOrder(t *testing.T, all []event.Event, clients int) {
	t.Helper()
	type state struct {
		closed           bool
		reading, writing bool
	}
	conns := make(map[uint64]*state)
	for i, e := range all {
		if e.Seq != uint64(i+1) {
			t.Fatalf("event %d has seq %d", i, e.Seq)
		}
		c := conns[e.Conn]
		switch {
		case e.Conn == 0, e.Kind == event.KindLog:
			continue
		case e.Kind == event.KindAccept:
			if c != nil {
				t.Fatalf("connection %d is accepted twice", e.Conn)
			}
			conns[e.Conn] = new(state)
			continue
		case c == nil, c.closed:
			t.Fatalf("event %d, %s, is about a connection that is not open", e.Seq, eventName(e))
		case e.Kind == event.KindClose:
			c.closed = true
			continue
		}
		waits := &c.reading
		if e.Kind == event.KindWrite || e.Call == event.CallWrite {
			waits = &c.writing
		}
		if e.Kind == event.KindWaiting && *waits {
			t.Fatalf("event %d: connection %d waits twice", e.Seq, e.Conn)
		}
		*waits = e.Kind == event.KindWaiting
	}
	if len(conns) != clients {
		t.Errorf("%d connections, want %d", len(conns), clients)
	}
	for number, c := range conns {
		if !c.closed {
			t.Errorf("connection %d is never closed", number)
		}
	}
}

// replay applies events to a state, as docs/protocol.md says a viewer does.
func replay(all []event.Event) event.Connections {
	type open struct {
		event.Connection
		waits map[event.Call]event.Event
		last  event.Event
	}
	now := event.Connections{Connections: []event.Connection{}}
	conns := make(map[uint64]*open)
	for _, e := range all {
		now.Seq = e.Seq
		c := conns[e.Conn]
		switch e.Kind {
		case event.KindLog, event.KindListening:
			continue
		case event.KindStopped, event.KindFailed:
			now.Accepting = nil
			clear(conns)
			continue
		case event.KindAccept:
			now.Accepting = nil
			c = &open{Connection: event.Connection{Conn: e.Conn, Peer: e.Peer}, waits: map[event.Call]event.Event{}}
			conns[e.Conn] = c
		case event.KindClose:
			delete(conns, e.Conn)
			continue
		case event.KindWaiting:
			if e.Call == event.CallAccept {
				now.Accepting = &event.Accepting{Source: e.Source, Since: e.At}
				continue
			}
			c.waits[e.Call] = e
		case event.KindRead:
			delete(c.waits, event.CallRead)
			c.BytesIn += int64(e.Bytes)
		case event.KindWrite:
			delete(c.waits, event.CallWrite)
			c.BytesOut += int64(e.Bytes)
		case event.KindTimeout:
			delete(c.waits, e.Call)
		}
		c.last = e
	}
	for number := range uint64(len(all)) {
		c := conns[number+1]
		if c == nil {
			continue
		}
		at := c.last
		if e, ok := c.waits[event.CallWrite]; ok {
			at, c.Call = e, event.CallWrite
		} else if e, ok := c.waits[event.CallRead]; ok {
			at, c.Call = e, event.CallRead
		}
		c.Source, c.Since, c.Deadline = at.Source, at.At, at.Deadline
		now.Connections = append(now.Connections, c.Connection)
	}
	return now
}
