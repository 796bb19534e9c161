package bridge_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"testing"
	"time"

	"socketschool/bridge"
	"socketschool/lab"
)

// follow takes frames until event number last has come. The events must be
// numbered without gaps but for those that a frame says were skipped before it.
func follow(p *page, last uint64) (got, skipped uint64) {
	p.t.Helper()
	var after uint64
	for after < last {
		_, frame, err := p.ws.ReadMessage()
		if err != nil {
			p.t.Fatalf("after event %d of %d: %v", after, last, err)
		}
		var batch struct {
			Events  []struct{ Seq uint64 }
			Skipped uint64
		}
		if err := json.Unmarshal(frame, &batch); err != nil || len(batch.Events) == 0 {
			p.t.Fatalf("%v: %.200s", err, frame)
		}
		after += batch.Skipped
		skipped += batch.Skipped
		for _, e := range batch.Events {
			if after++; e.Seq != after {
				p.t.Fatalf("event %d comes where %d is due", e.Seq, after)
			}
			got++
		}
	}
	return got, skipped
}

// TestKeepsUp: 20,000 events a second come to a viewer, each once and in order.
// The ring holds them all: how fast it goes is for bench/ to say.
func TestKeepsUp(t *testing.T) {
	const each, rounds = 20, 1000 // 20 events a millisecond, for a second
	done := make(chan struct{})
	serve := func(ctx context.Context, ln net.Listener, log *slog.Logger) error {
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for range rounds {
			<-tick.C
			for i := range each {
				log.Info("counting", "i", i)
			}
		}
		close(done)
		<-ctx.Done()
		return nil
	}
	b := benchWith(t, lab.Config{Program: lab.Program{Serve: serve}, History: each*rounds + 10}, bridge.Config{})
	viewer := b.open("/events?after=0", bridge.EventsProtocol)
	got, skipped := follow(viewer, each*rounds+1)
	<-done
	if got != each*rounds+1 || skipped != 0 {
		t.Errorf("%d events, %d skipped", got, skipped)
	}
}

// TestFlood: a server that is faster than any page is not held up by a viewer
// that does not read, and what such a viewer misses is counted to the event.
func TestFlood(t *testing.T) {
	const records = 100_000 // more than sockets hold of them
	b := benchWith(t, lab.Config{Program: lab.Program{Serve: logs(records)}, History: 500}, bridge.Config{})
	viewer := b.open("/events?after=0", bridge.EventsProtocol) // which is not read for now
	conn, err := b.lab.Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(patience))
	if _, err := conn.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(make([]byte, 1)); err != nil {
		t.Fatalf("the server is held up: %v", err)
	}
	b.lab.Stop()
	last := b.lab.Connections().Seq
	got, skipped := follow(viewer, last)
	if skipped == 0 || got+skipped != last || b.bridge.Stats.EventsSkipped.Load() != skipped {
		t.Errorf("%d events and %d skipped of %d, %d counted", got, skipped, last, b.bridge.Stats.EventsSkipped.Load())
	}
}
