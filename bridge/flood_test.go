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

// readUntil reads frames until event number last. The events must be numbered without
// gaps other than a frame's skipped.
func readUntil(p *page, last uint64) (got, skipped uint64) {
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
				p.t.Fatalf("event %d, want %d", e.Seq, after)
			}
			got++
		}
	}
	return got, skipped
}

// TestKeepsUp: a viewer gets 20,000 events a second, each once and in order. The ring
// holds all of them; bench/ measures the speed.
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
	f := newFixtureWith(t, lab.Config{Program: lab.Program{Serve: serve}, History: each*rounds + 10}, bridge.Config{})
	viewer := f.open("/events?after=0", bridge.EventsProtocol)
	got, skipped := readUntil(viewer, each*rounds+1)
	<-done
	if got != each*rounds+1 || skipped != 0 {
		t.Errorf("%d events, %d skipped", got, skipped)
	}
}

// TestFlood: a viewer that does not read does not block the server, and gets the exact
// number of events that it missed.
func TestFlood(t *testing.T) {
	const records = 100_000 // more than the sockets' buffers hold
	f := newFixtureWith(t, lab.Config{Program: lab.Program{Serve: logServer(records)}, History: 500}, bridge.Config{})
	viewer := f.open("/events?after=0", bridge.EventsProtocol) // not read yet
	conn, err := f.lab.Dial(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(testTimeout))
	if _, err := conn.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(make([]byte, 1)); err != nil {
		t.Fatalf("the server is blocked: %v", err)
	}
	f.lab.Stop()
	last := f.lab.Connections().Seq
	got, skipped := readUntil(viewer, last)
	if skipped == 0 || got+skipped != last || f.bridge.Stats.EventsSkipped.Load() != skipped {
		t.Errorf("%d events and %d skipped of %d, %d counted", got, skipped, last, f.bridge.Stats.EventsSkipped.Load())
	}
}
