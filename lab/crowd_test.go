package lab_test

import (
	"fmt"
	"io"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"socketschool/lab"
	"socketschool/server/broadcast"
)

// TestCrowd has 200 clients of the busiest example at once, looks at the
// connections meanwhile, and holds each picture against the events up to it.
func TestCrowd(t *testing.T) { onEach(t, testCrowd) }

func testCrowd(t *testing.T, on network) {
	const clients = 200
	l := lab.Start(on.config(t, lab.Config{Program: lab.Program{Serve: broadcast.Serve}, History: 1 << 20}))
	t.Cleanup(l.Stop)
	var (
		crowd    sync.WaitGroup
		mu       sync.Mutex
		pictures []lab.Connections
	)
	for i := range clients {
		crowd.Go(func() {
			conn, err := l.Dial(t.Context())
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
				pictures = append(pictures, l.Connections())
				mu.Unlock()
			}
			_ = conn.(tcp).CloseWrite()
			_, _ = io.Copy(io.Discard, conn)
		})
	}
	crowd.Wait()
	l.Stop()
	pictures = append(pictures, l.Connections())
	all := make([]lab.Event, 1<<20)
	n, skipped := l.Events().Read(all, 0)
	all = all[:n]
	if skipped != 0 {
		t.Fatalf("%d events skipped", skipped)
	}
	checkOrder(t, all, clients)
	for _, picture := range pictures {
		if diff := cmp.Diff(replay(all[:picture.Seq]), picture); diff != "" {
			t.Fatalf("after event %d the events say (-), the picture (+):\n%s", picture.Seq, diff)
		}
	}
}

// checkOrder: numbers without gaps, and for each connection accept first, close
// last, and between them no call that waits twice.
func checkOrder(t *testing.T, all []lab.Event, clients int) {
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
		case e.Conn == 0, e.Kind == lab.Record:
			continue
		case e.Kind == lab.Accept:
			if c != nil {
				t.Fatalf("connection %d is accepted twice", e.Conn)
			}
			conns[e.Conn] = new(state)
			continue
		case c == nil, c.closed:
			t.Fatalf("event %d, %s, is about a connection that is not open", e.Seq, what(e))
		case e.Kind == lab.Close:
			c.closed = true
			continue
		}
		waits := &c.reading
		if e.Kind == lab.Write || e.Call == lab.CallWrite {
			waits = &c.writing
		}
		if e.Kind == lab.Waiting && *waits {
			t.Fatalf("event %d: connection %d waits twice", e.Seq, e.Conn)
		}
		*waits = e.Kind == lab.Waiting
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

// replay makes the picture of the events, as docs/protocol.md tells a viewer to.
func replay(all []lab.Event) lab.Connections {
	type open struct {
		lab.Connection
		waits map[lab.Call]lab.Event
		last  lab.Event
	}
	now := lab.Connections{Connections: []lab.Connection{}}
	conns := make(map[uint64]*open)
	for _, e := range all {
		now.Seq = e.Seq
		c := conns[e.Conn]
		switch e.Kind {
		case lab.Record, lab.Listening:
			continue
		case lab.Stopped, lab.Failed:
			now.Accepting = nil
			clear(conns)
			continue
		case lab.Accept:
			now.Accepting = nil
			c = &open{Connection: lab.Connection{Conn: e.Conn, Peer: e.Peer}, waits: map[lab.Call]lab.Event{}}
			conns[e.Conn] = c
		case lab.Close:
			delete(conns, e.Conn)
			continue
		case lab.Waiting:
			if e.Call == lab.CallAccept {
				now.Accepting = &lab.Accepting{Source: e.Source, Since: e.At}
				continue
			}
			c.waits[e.Call] = e
		case lab.Read:
			delete(c.waits, lab.CallRead)
			c.BytesIn += int64(e.Bytes)
		case lab.Write:
			delete(c.waits, lab.CallWrite)
			c.BytesOut += int64(e.Bytes)
		case lab.Timeout:
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
		if e, ok := c.waits[lab.CallWrite]; ok {
			at, c.Call = e, lab.CallWrite
		} else if e, ok := c.waits[lab.CallRead]; ok {
			at, c.Call = e, lab.CallRead
		}
		c.Source, c.Since, c.Deadline = at.Source, at.At, at.Deadline
		now.Connections = append(now.Connections, c.Connection)
	}
	return now
}
