package bridge_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"socketschool/bridge"
	"socketschool/lab"
	"socketschool/server/servertest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// testTimeout bounds each wait of these tests.
const testTimeout = 20 * time.Second

type serveFunc = func(ctx context.Context, ln net.Listener, log *slog.Logger) error

// fixture is a lab behind a bridge, on an HTTP server.
type fixture struct {
	t      *testing.T
	lab    *lab.Lab
	bridge *bridge.Bridge
	url    string // ws://127.0.0.1:PORT
}

func newFixture(t *testing.T, serve serveFunc, cfg bridge.Config) *fixture {
	t.Helper()
	return newFixtureWith(t, lab.Config{Program: lab.Program{Slug: "test", Serve: serve}}, cfg)
}

func newFixtureWith(t *testing.T, labCfg lab.Config, cfg bridge.Config) *fixture {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	labCfg.Listener = ln
	f := &fixture{t: t, lab: lab.Start(labCfg), bridge: bridge.New(cfg)}
	mux := http.NewServeMux()
	mux.HandleFunc("/clients", func(w http.ResponseWriter, r *http.Request) { f.bridge.ServeClient(w, r, f.lab) })
	mux.HandleFunc("/events", func(w http.ResponseWriter, r *http.Request) {
		after, _ := strconv.ParseUint(r.URL.Query().Get("after"), 10, 64)
		f.bridge.ServeEvents(w, r, f.lab, after)
	})
	srv := httptest.NewServer(mux)
	f.url = "ws" + strings.TrimPrefix(srv.URL, "http")
	t.Cleanup(func() {
		f.lab.Stop()
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		f.bridge.Close(ctx)
		srv.Close()
	})
	return f
}

func (f *fixture) open(path, protocol string) *page {
	f.t.Helper()
	d := websocket.Dialer{Subprotocols: []string{protocol}}
	ws, _, err := d.Dial(f.url+path, nil)
	if err != nil {
		f.t.Fatal(err)
	}
	if ws.Subprotocol() != protocol {
		f.t.Fatalf("subprotocol %q, want %q", ws.Subprotocol(), protocol)
	}
	f.t.Cleanup(func() { ws.Close() })
	_ = ws.SetReadDeadline(time.Now().Add(testTimeout))
	return &page{t: f.t, ws: ws}
}

// connect opens a client and reads its `opened`.
func (f *fixture) connect() *page {
	f.t.Helper()
	p := f.open("/clients", bridge.ClientProtocol)
	opened := p.control()
	if opened["type"] != "opened" || opened["local"] == "" || opened["remote"] != f.lab.Info().Address {
		f.t.Fatalf("first frame %v, want opened", opened)
	}
	p.opened = opened
	if overNetwork {
		p.sendText(`{"type":"network","latency":1}`)
	}
	return p
}

// overNetwork makes connect ask for a network with a latency, and so puts a relay between
// bridge and server.
var overNetwork bool

// page is the browser's end of a WebSocket.
type page struct {
	t      *testing.T
	ws     *websocket.Conn
	opened map[string]any
	data   []byte // received and not expected yet
}

func (p *page) send(data string) {
	p.t.Helper()
	if err := p.ws.WriteMessage(websocket.BinaryMessage, []byte(data)); err != nil {
		p.t.Fatal(err)
	}
}

// sendRaw writes bytes without the WebSocket's framing.
func (p *page) sendRaw(bytes string) {
	p.t.Helper()
	if _, err := p.ws.NetConn().Write([]byte(bytes)); err != nil {
		p.t.Fatal(err)
	}
}

func (p *page) sendControl(kind string) { p.sendText(`{"type":"` + kind + `"}`) }

func (p *page) sendText(frame string) {
	p.t.Helper()
	if err := p.ws.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
		p.t.Fatal(err)
	}
}

// expect reads exactly these bytes, in frames of any size.
func (p *page) expect(want string) {
	p.t.Helper()
	for len(p.data) < len(want) {
		kind, frame, err := p.ws.ReadMessage()
		if err != nil {
			p.t.Fatalf("after %q: %v", truncate(p.data), err)
		}
		if kind != websocket.BinaryMessage {
			p.t.Fatalf("control %s, want bytes %q; had %q", frame, truncate([]byte(want)), truncate(p.data))
		}
		p.data = append(p.data, frame...)
	}
	if got := string(p.data[:len(want)]); got != want {
		p.t.Fatalf("got %q, want %q", truncate([]byte(got)), truncate([]byte(want)))
	}
	p.data = p.data[len(want):]
}

func truncate(b []byte) string {
	if len(b) > 80 {
		return string(b[:80]) + "…"
	}
	return string(b)
}

// control reads the next frame that is not a heartbeat. It must be text.
func (p *page) control() map[string]any {
	p.t.Helper()
	for {
		kind, frame, err := p.ws.ReadMessage()
		if err != nil {
			p.t.Fatal(err)
		}
		if kind != websocket.TextMessage || len(p.data) > 0 {
			p.t.Fatalf("bytes %q and %q, want a control frame", truncate(p.data), truncate(frame))
		}
		var c map[string]any
		if err := json.Unmarshal(frame, &c); err != nil {
			p.t.Fatalf("%s: %v", frame, err)
		}
		if c["type"] != "beat" {
			return c
		}
	}
}

func (p *page) expectEOF() {
	p.t.Helper()
	if c := p.control(); c["type"] != "eof" {
		p.t.Fatalf("%v, want eof", c)
	}
}

// expectClosed reads the last frame and the close frame after it.
func (p *page) expectClosed(reason string) (detail string) {
	p.t.Helper()
	c := p.control()
	if c["type"] != "closed" || c["reason"] != reason {
		p.t.Fatalf("%v, want closed with reason %s", c, reason)
	}
	p.expectClose(websocket.CloseNormalClosure)
	detail, _ = c["detail"].(string)
	if detail == "" {
		p.t.Error("closed has no detail")
	}
	return detail
}

func (p *page) expectClose(code int) (reason string) {
	p.t.Helper()
	_, frame, err := p.ws.ReadMessage()
	ce, ok := errors.AsType[*websocket.CloseError](err)
	if !ok || ce.Code != code {
		p.t.Fatalf("%q, %v, want close code %d", frame, err, code)
	}
	return ce.Text
}

// reports are what a server of these tests reports of its connections.
type reports struct {
	mu  sync.Mutex
	got []string
	ch  chan struct{}
}

func newReports() *reports { return &reports{ch: make(chan struct{}, 1000)} }

func (s *reports) add(text string) {
	s.mu.Lock()
	s.got = append(s.got, text)
	s.mu.Unlock()
	s.ch <- struct{}{}
}

// next waits for the next report.
func (s *reports) next(t *testing.T) string {
	t.Helper()
	select {
	case <-s.ch:
	case <-time.After(testTimeout):
		t.Fatal("the server reports nothing")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	first := s.got[0]
	s.got = s.got[1:]
	return first
}

// echoServer sends everything back until the client's FIN.
var echoServer = servertest.EachConn(func(conn net.Conn) { _, _ = io.Copy(conn, conn) })

// readAll reports all bytes of a connection and the error at their end.
func readAll(s *reports) serveFunc {
	return servertest.EachConn(func(conn net.Conn) {
		text, err := io.ReadAll(conn)
		if err != nil {
			s.add(string(text) + "|" + errors.Unwrap(err).Error())
			return
		}
		s.add(string(text) + "|EOF")
	})
}
