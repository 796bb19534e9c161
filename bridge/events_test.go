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
	"socketschool/lab/event"
	"socketschool/server/servertest"
)

// readEvents reads frames until n events have arrived.
func readEvents(p *page, n int) (seqs []uint64, skipped uint64) {
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

// awaitIdle waits until the server blocks in Accept, and in Read on n connections to
// which it has written so many bytes. It returns the number of the last event.
func awaitIdle(f *fixture, n int, written int64) uint64 {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(f.t.Context(), testTimeout)
	defer cancel()
	for {
		now := f.lab.Connections()
		ready := now.Accepting != nil && len(now.Connections) == n
		for _, c := range now.Connections {
			ready = ready && c.Call == event.CallRead && c.BytesOut == written
		}
		if ready {
			return now.Seq
		}
		if err := f.lab.Events().Wait(ctx, now.Seq); err != nil {
			f.t.Fatalf("the server does not become idle: %+v", now)
		}
	}
}

// logServer logs n records for each byte that it receives.
func logServer(n int) serveFunc {
	return func(ctx context.Context, ln net.Listener, log *slog.Logger) error {
		return servertest.EachConn(func(conn net.Conn) {
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
	f := newFixture(t, logServer(1000), bridge.Config{})
	early := f.open("/events?after=0", bridge.EventsProtocol)
	p := f.connect()
	p.send("x")
	p.expect("x")
	total := int(awaitIdle(f, 1, 1))
	seqs, skipped := readEvents(early, total)
	for i, seq := range seqs {
		if seq != uint64(i+1) {
			t.Fatalf("event %d has seq %d", i, seq)
		}
	}
	late := f.open(fmt.Sprintf("/events?after=%d", total-3), bridge.EventsProtocol)
	if seqs, _ := readEvents(late, 3); seqs[0] != uint64(total-2) || seqs[2] != uint64(total) {
		t.Errorf("resumed with %v", seqs)
	}
	if skipped != 0 {
		t.Errorf("%d events skipped", skipped)
	}
	f.lab.Stop()
	readEvents(early, 2) // close, stopped
	after := f.open("/events?after=0", bridge.EventsProtocol)
	readEvents(after, total+2)
}

// TestSlowViewer: a viewer that is behind the ring gets the number of events that it
// missed.
func TestSlowViewer(t *testing.T) {
	f := newFixtureWith(t, lab.Config{Program: lab.Program{Serve: logServer(100)}, History: 10}, bridge.Config{})
	p := f.connect()
	p.send("x")
	p.expect("x")
	missed := awaitIdle(f, 1, 1) - 10
	viewer := f.open("/events?after=0", bridge.EventsProtocol)
	seqs, skipped := readEvents(viewer, 10)
	if skipped != missed || seqs[0] != missed+1 {
		t.Errorf("%d skipped, first %d, want %d, %d", skipped, seqs[0], missed, missed+1)
	}
	if n := f.bridge.Stats.EventsSkipped.Load(); n != missed {
		t.Errorf("%d skipped events counted", n)
	}
}

func TestViewerSendsMessage(t *testing.T) {
	f := newFixture(t, echoServer, bridge.Config{})
	p := f.open("/events?after=0", bridge.EventsProtocol)
	readEvents(p, 1)
	p.sendText("hello")
	p.expectClose(websocket.CloseUnsupportedData)
}

func TestBridgeCloses(t *testing.T) {
	f := newFixture(t, echoServer, bridge.Config{})
	viewer, client := f.open("/events?after=0", bridge.EventsProtocol), f.connect()
	readEvents(viewer, int(awaitIdle(f, 1, 0)))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		f.lab.Stop()
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		f.bridge.Close(ctx)
	}()
	client.expectClosed("lab-stopped")
	readEvents(viewer, 2)
	viewer.expectClose(websocket.CloseGoingAway)
	<-ended
	d := websocket.Dialer{}
	ws, _, err := d.Dial(f.url+"/clients", nil)
	if err == nil {
		defer ws.Close()
		if _, _, err = ws.ReadMessage(); err == nil {
			t.Error("a closed bridge accepts clients")
		}
	}
}

// TestHeartbeat: an idle client and an idle viewer get heartbeats, and a page that
// answers pings is not disconnected.
func TestHeartbeat(t *testing.T) {
	for name, open := range map[string]func(*fixture) *page{
		"client": (*fixture).connect,
		"viewer": func(f *fixture) *page {
			return f.open(fmt.Sprintf("/events?after=%d", awaitIdle(f, 0, 0)), bridge.EventsProtocol)
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, echoServer, bridge.Config{PingInterval: 100 * time.Millisecond, PageTimeout: time.Second})
			p := open(f)
			for beats := 0; beats < 15; beats++ { // well beyond PageTimeout
				if _, frame, err := p.ws.ReadMessage(); err != nil || string(frame) != `{"type":"beat"}` {
					t.Fatalf("after %d beats: %q, %v", beats, frame, err)
				}
			}
		})
	}
}

// TestSlowFrame: a page that sends a frame byte by byte is not disconnected, although
// the frame takes longer than PageTimeout.
func TestSlowFrame(t *testing.T) {
	s := newReports()
	f := newFixture(t, readAll(s), bridge.Config{PingInterval: 100 * time.Millisecond, PageTimeout: time.Second})
	p := f.connect()
	p.ws.SetPingHandler(func(string) error { return nil }) // no pong within a frame
	const beats = 15                                       // well beyond PageTimeout
	p.sendRaw("\x82" + string([]byte{0x80 + beats}) + "\x00\x00\x00\x00")
	for range beats {
		if _, frame, err := p.ws.ReadMessage(); err != nil || string(frame) != `{"type":"beat"}` {
			t.Fatalf("%q, %v, want a beat", frame, err)
		}
		p.sendRaw("x")
	}
	p.sendControl("half-close")
	if got, want := s.next(t), strings.Repeat("x", beats)+"|EOF"; got != want {
		t.Errorf("the server saw %q, want %q", got, want)
	}
}

func TestViewersPerLab(t *testing.T) {
	f := newFixture(t, echoServer, bridge.Config{ViewersPerLab: 2})
	open := func() *page { return f.open("/events?after=0", bridge.EventsProtocol) }
	first, second := open(), open()
	for _, p := range []*page{first, second} {
		if _, _, err := p.ws.ReadMessage(); err != nil {
			t.Fatal(err)
		}
	}
	if reason := open().expectClose(websocket.CloseTryAgainLater); !strings.Contains(reason, "2 viewers") {
		t.Errorf("close reason %q", reason)
	}
	if n := f.bridge.Stats.ViewersRefused.Load(); n != 1 {
		t.Errorf("%d viewers refused, want 1", n)
	}
	first.sendRaw("\x88\x81maskx")
	if reason := first.expectClose(websocket.CloseProtocolError); !strings.Contains(reason, "close frame") {
		t.Errorf("close reason %q", reason)
	}
}

// TestDeadPage: a page that answers nothing is disconnected, and so is its server.
func TestDeadPage(t *testing.T) {
	s := newReports()
	f := newFixture(t, readAll(s), bridge.Config{PingInterval: 60 * time.Millisecond, PageTimeout: 300 * time.Millisecond})
	p := f.connect()
	p.ws.SetPingHandler(func(string) error { return nil }) // answers nothing
	for {
		if _, _, err := p.ws.ReadMessage(); err != nil {
			break
		}
	}
	if got := s.next(t); got != "|EOF" {
		t.Errorf("the server saw %q", got)
	}
	if n := f.bridge.Stats.PageTimeouts.Load(); n != 1 {
		t.Errorf("%d page timeouts", n)
	}
}

// TestStalledServer: a page whose bytes the server does not take is not disconnected,
// although nothing is read from it.
func TestStalledServer(t *testing.T) {
	release := make(chan struct{})
	s := newReports()
	f := newFixture(t, servertest.EachConn(func(conn net.Conn) {
		<-release
		n, _ := io.Copy(io.Discard, conn)
		s.add(fmt.Sprint(n))
	}), bridge.Config{PingInterval: 100 * time.Millisecond, PageTimeout: time.Second})
	p := f.connect()
	p.ws.SetPingHandler(func(string) error { return nil }) // pongs would not be read either
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
	for beats := 0; beats < 15; beats++ { // well beyond PageTimeout
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
