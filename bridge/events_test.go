package bridge_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"socketschool/bridge"
	"socketschool/lab"
)

// view takes frames until n events have come.
func view(p *page, n int) (seqs []uint64, skipped uint64) {
	p.t.Helper()
	for len(seqs) < n {
		_, frame, err := p.ws.ReadMessage()
		if err != nil {
			p.t.Fatalf("after %d of %d events: %v", len(seqs), n, err)
		}
		var batch struct {
			Events []struct {
				Seq  uint64
				Kind string
			}
			Skipped uint64
		}
		if err := json.Unmarshal(frame, &batch); err != nil {
			p.t.Fatalf("%s: %v", frame, err)
		}
		skipped += batch.Skipped
		for _, e := range batch.Events {
			seqs = append(seqs, e.Seq)
		}
	}
	return seqs, skipped
}

// settled waits until the server waits too: for the next client, and for n
// clients to whom it has written so many bytes. It returns the last event.
func settled(b *bench, n int, written int64) uint64 {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), patience)
	defer cancel()
	for {
		now := b.lab.Connections()
		ready := now.Accepting != nil && len(now.Connections) == n
		for _, c := range now.Connections {
			ready = ready && c.Call == lab.CallRead && c.BytesOut == written
		}
		if ready {
			return now.Seq
		}
		if err := b.lab.Events().Wait(ctx, now.Seq); err != nil {
			b.t.Fatalf("the server does not come to rest: %+v", now)
		}
	}
}

// logs writes n records for each byte that comes.
func logs(n int) serveFunc {
	return func(ctx context.Context, ln net.Listener, log *slog.Logger) error {
		return perConn(func(conn net.Conn) {
			buf := make([]byte, 1)
			for {
				if _, err := conn.Read(buf); err != nil {
					return
				}
				for i := range n {
					log.Info("counting", "i", i)
				}
				_, _ = conn.Write(buf)
			}
		})(ctx, ln, log)
	}
}

func TestEvents(t *testing.T) {
	b := newBench(t, logs(1000), bridge.Config{})
	early := b.open("/events?after=0", bridge.EventsProtocol)
	p := b.connect()
	p.send("x")
	p.expect("x")
	total := int(settled(b, 1, 1))
	seqs, skipped := view(early, total)
	for i, seq := range seqs {
		if seq != uint64(i+1) {
			t.Fatalf("event %d has seq %d", i, seq)
		}
	}
	late := b.open(fmt.Sprintf("/events?after=%d", total-3), bridge.EventsProtocol)
	if seqs, _ := view(late, 3); seqs[0] != uint64(total-2) || seqs[2] != uint64(total) {
		t.Errorf("resumed with %v", seqs)
	}
	if skipped != 0 {
		t.Errorf("%d events skipped", skipped)
	}
	b.lab.Stop()
	view(early, 2) // close, stopped
	after := b.open("/events?after=0", bridge.EventsProtocol)
	view(after, total+2)
}

// TestSlowViewer: who comes too late for the ring is told how much it missed.
func TestSlowViewer(t *testing.T) {
	b := benchWith(t, lab.Config{Program: lab.Program{Serve: logs(100)}, History: 10}, bridge.Config{})
	p := b.connect()
	p.send("x")
	p.expect("x")
	missed := settled(b, 1, 1) - 10
	viewer := b.open("/events?after=0", bridge.EventsProtocol)
	seqs, skipped := view(viewer, 10)
	if skipped != missed || seqs[0] != missed+1 {
		t.Errorf("%d skipped, first %d, want %d, %d", skipped, seqs[0], missed, missed+1)
	}
	if n := b.bridge.Stats.EventsSkipped.Load(); n != missed {
		t.Errorf("%d skipped events counted", n)
	}
}

func TestViewerTalks(t *testing.T) {
	b := newBench(t, echoes, bridge.Config{})
	p := b.open("/events?after=0", bridge.EventsProtocol)
	view(p, 1)
	p.text("hello")
	p.expectClose(websocket.CloseUnsupportedData)
}

func TestBridgeCloses(t *testing.T) {
	b := newBench(t, echoes, bridge.Config{})
	viewer, client := b.open("/events?after=0", bridge.EventsProtocol), b.connect()
	view(viewer, int(settled(b, 1, 0)))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		b.lab.Stop()
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		b.bridge.Close(ctx)
	}()
	client.expectClosed("lab-stopped")
	view(viewer, 2)
	viewer.expectClose(websocket.CloseGoingAway)
	<-ended
	d := websocket.Dialer{}
	ws, _, err := d.Dial(b.url+"/clients", nil)
	if err == nil {
		defer ws.Close()
		if _, _, err = ws.ReadMessage(); err == nil {
			t.Error("a closed bridge takes clients")
		}
	}
}

// TestBeats: both kinds of connection hear a beat in silence, and a page that
// answers pings is kept.
func TestBeats(t *testing.T) {
	for name, open := range map[string]func(*bench) *page{
		"client": (*bench).connect,
		"viewer": func(b *bench) *page {
			return b.open(fmt.Sprintf("/events?after=%d", settled(b, 0, 0)), bridge.EventsProtocol)
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, echoes, bridge.Config{Silence: 100 * time.Millisecond, GiveUp: time.Second})
			p := open(b)
			for beats := 0; beats < 15; beats++ { // well beyond GiveUp
				if _, frame, err := p.ws.ReadMessage(); err != nil || string(frame) != `{"type":"beat"}` {
					t.Fatalf("after %d beats: %q, %v", beats, frame, err)
				}
			}
		})
	}
}

// TestSlowFrame: a page whose frame comes a byte at a time is alive, although
// no frame is whole within the time after which a silent page is given up.
func TestSlowFrame(t *testing.T) {
	s := newSeen()
	b := newBench(t, reads(s), bridge.Config{Silence: 100 * time.Millisecond, GiveUp: time.Second})
	p := b.connect()
	p.ws.SetPingHandler(func(string) error { return nil }) // no pong within a frame
	const beats = 15                                       // well beyond GiveUp
	p.raw("\x82" + string([]byte{0x80 + beats}) + "\x00\x00\x00\x00")
	for range beats {
		if _, frame, err := p.ws.ReadMessage(); err != nil || string(frame) != `{"type":"beat"}` {
			t.Fatalf("%q, %v, want a beat", frame, err)
		}
		p.raw("x")
	}
	p.say("half-close")
	if got, want := s.next(t), strings.Repeat("x", beats)+"|EOF"; got != want {
		t.Errorf("the server saw %q, want %q", got, want)
	}
}

func TestViewersPerLab(t *testing.T) {
	b := newBench(t, echoes, bridge.Config{ViewersPerLab: 2})
	open := func() *page { return b.open("/events?after=0", bridge.EventsProtocol) }
	first, second := open(), open()
	for _, p := range []*page{first, second} {
		if _, _, err := p.ws.ReadMessage(); err != nil {
			t.Fatal(err)
		}
	}
	if reason := open().expectClose(websocket.CloseTryAgainLater); !strings.Contains(reason, "2 viewers") {
		t.Errorf("close reason %q", reason)
	}
	if n := b.bridge.Stats.ViewersRefused.Load(); n != 1 {
		t.Errorf("%d viewers refused, want 1", n)
	}
	first.raw("\x88\x81maskx")
	if reason := first.expectClose(websocket.CloseProtocolError); !strings.Contains(reason, "close frame") {
		t.Errorf("close reason %q", reason)
	}
}

// TestDeadPage: a page that answers nothing is given up, and the server hears
// of it.
func TestDeadPage(t *testing.T) {
	s := newSeen()
	b := newBench(t, reads(s), bridge.Config{Silence: 60 * time.Millisecond, GiveUp: 300 * time.Millisecond})
	p := b.connect()
	p.ws.SetPingHandler(func(string) error { return nil }) // hears, says nothing
	for {
		if _, _, err := p.ws.ReadMessage(); err != nil {
			break
		}
	}
	if got := s.next(t); got != "|EOF" {
		t.Errorf("the server saw %q", got)
	}
	if n := b.bridge.Stats.PagesGivenUp.Load(); n != 1 {
		t.Errorf("%d pages given up", n)
	}
}

// TestStalledServer: a page whose bytes the server does not take is not taken
// for dead, although it cannot be heard.
func TestStalledServer(t *testing.T) {
	release := make(chan struct{})
	s := newSeen()
	b := newBench(t, perConn(func(conn net.Conn) {
		<-release
		n, _ := io.Copy(io.Discard, conn)
		s.add(fmt.Sprint(n))
	}), bridge.Config{Silence: 100 * time.Millisecond, GiveUp: time.Second})
	p := b.connect()
	p.ws.SetPingHandler(func(string) error { return nil }) // its pongs would be stuck too
	const size = 32 << 20
	sent := make(chan error, 1)
	go func() {
		frame := make([]byte, 32<<10)
		for range size / len(frame) {
			if err := p.ws.WriteMessage(websocket.BinaryMessage, frame); err != nil {
				sent <- err
				return
			}
		}
		sent <- p.ws.WriteMessage(websocket.TextMessage, []byte(`{"type":"half-close"}`))
	}()
	for beats := 0; beats < 15; beats++ { // beats go on, beyond GiveUp
		if _, frame, err := p.ws.ReadMessage(); err != nil || string(frame) != `{"type":"beat"}` {
			t.Fatalf("%q, %v, want a beat", frame, err)
		}
	}
	close(release)
	if err := <-sent; err != nil {
		t.Fatal(err)
	}
	if got := s.next(t); got != fmt.Sprint(size) {
		t.Errorf("the server got %s bytes of %d", got, size)
	}
}
