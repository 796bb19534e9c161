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
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience bounds every wait of these tests.
const patience = 20 * time.Second

type serveFunc = func(ctx context.Context, ln net.Listener, log *slog.Logger) error

// bench is a lab behind a bridge, on a real HTTP server.
type bench struct {
	t      *testing.T
	lab    *lab.Lab
	bridge *bridge.Bridge
	url    string // ws://127.0.0.1:PORT
}

func newBench(t *testing.T, serve serveFunc, cfg bridge.Config) *bench {
	t.Helper()
	return benchWith(t, lab.Config{Program: lab.Program{Lesson: "test", Serve: serve}}, cfg)
}

func benchWith(t *testing.T, labCfg lab.Config, cfg bridge.Config) *bench {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	labCfg.Listener = ln
	b := &bench{t: t, lab: lab.Start(labCfg), bridge: bridge.New(cfg)}
	mux := http.NewServeMux()
	mux.HandleFunc("/clients", func(w http.ResponseWriter, r *http.Request) { b.bridge.ServeClient(w, r, b.lab) })
	mux.HandleFunc("/events", func(w http.ResponseWriter, r *http.Request) {
		after, _ := strconv.ParseUint(r.URL.Query().Get("after"), 10, 64)
		b.bridge.ServeEvents(w, r, b.lab, after)
	})
	srv := httptest.NewServer(mux)
	b.url = "ws" + strings.TrimPrefix(srv.URL, "http")
	t.Cleanup(func() {
		b.lab.Stop()
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		b.bridge.Close(ctx)
		srv.Close()
	})
	return b
}

func (b *bench) open(path, protocol string) *page {
	b.t.Helper()
	d := websocket.Dialer{Subprotocols: []string{protocol}}
	ws, _, err := d.Dial(b.url+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	if ws.Subprotocol() != protocol {
		b.t.Fatalf("subprotocol %q, want %q", ws.Subprotocol(), protocol)
	}
	b.t.Cleanup(func() { ws.Close() })
	_ = ws.SetReadDeadline(time.Now().Add(patience))
	return &page{t: b.t, ws: ws}
}

// connect opens a client and takes its `opened`.
func (b *bench) connect() *page {
	b.t.Helper()
	p := b.open("/clients", bridge.ClientProtocol)
	opened := p.control()
	if opened["type"] != "opened" || opened["local"] == "" || opened["remote"] != b.lab.Info().Address {
		b.t.Fatalf("first frame %v, want opened", opened)
	}
	p.opened = opened
	return p
}

// page is the browser's end of a WebSocket.
type page struct {
	t      *testing.T
	ws     *websocket.Conn
	opened map[string]any
	data   []byte // received and not yet expected
}

func (p *page) send(data string) {
	p.t.Helper()
	if err := p.ws.WriteMessage(websocket.BinaryMessage, []byte(data)); err != nil {
		p.t.Fatal(err)
	}
}

// raw writes bytes past the WebSocket's framing.
func (p *page) raw(bytes string) {
	p.t.Helper()
	if _, err := p.ws.NetConn().Write([]byte(bytes)); err != nil {
		p.t.Fatal(err)
	}
}

func (p *page) say(kind string) { p.text(`{"type":"` + kind + `"}`) }

func (p *page) text(frame string) {
	p.t.Helper()
	if err := p.ws.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
		p.t.Fatal(err)
	}
}

// expect takes exactly these bytes, however they are cut into frames.
func (p *page) expect(want string) {
	p.t.Helper()
	for len(p.data) < len(want) {
		kind, frame, err := p.ws.ReadMessage()
		if err != nil {
			p.t.Fatalf("after %q: %v", cut(p.data), err)
		}
		if kind != websocket.BinaryMessage {
			p.t.Fatalf("control %s, want bytes %q; had %q", frame, cut([]byte(want)), cut(p.data))
		}
		p.data = append(p.data, frame...)
	}
	if got := string(p.data[:len(want)]); got != want {
		p.t.Fatalf("got %q, want %q", cut([]byte(got)), cut([]byte(want)))
	}
	p.data = p.data[len(want):]
}

func cut(b []byte) string {
	if len(b) > 80 {
		return string(b[:80]) + "…"
	}
	return string(b)
}

// control takes the next frame, which must be text, beats apart.
func (p *page) control() map[string]any {
	p.t.Helper()
	for {
		kind, frame, err := p.ws.ReadMessage()
		if err != nil {
			p.t.Fatal(err)
		}
		if kind != websocket.TextMessage || len(p.data) > 0 {
			p.t.Fatalf("bytes %q and %q, want a control frame", cut(p.data), cut(frame))
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

// expectClosed takes the last frame and the close that follows it.
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

// seen is what an example server of these tests reports of its connections.
type seen struct {
	mu  sync.Mutex
	got []string
	ch  chan struct{}
}

func newSeen() *seen { return &seen{ch: make(chan struct{}, 1000)} }

func (s *seen) add(text string) {
	s.mu.Lock()
	s.got = append(s.got, text)
	s.mu.Unlock()
	s.ch <- struct{}{}
}

// next waits for the next report.
func (s *seen) next(t *testing.T) string {
	t.Helper()
	select {
	case <-s.ch:
	case <-time.After(patience):
		t.Fatal("the server reports nothing")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	first := s.got[0]
	s.got = s.got[1:]
	return first
}

// perConn serves each connection with handle, as the example servers do.
func perConn(handle func(net.Conn)) serveFunc {
	return func(ctx context.Context, ln net.Listener, _ *slog.Logger) error {
		defer context.AfterFunc(ctx, func() { ln.Close() })()
		var wg sync.WaitGroup
		defer wg.Wait()
		for {
			conn, err := ln.Accept()
			if err != nil {
				if ctx.Err() != nil {
					return nil
				}
				return err
			}
			wg.Go(func() {
				defer conn.Close()
				defer context.AfterFunc(ctx, func() { conn.Close() })()
				handle(conn)
			})
		}
	}
}

// echoes sends everything back until the client's FIN.
var echoes = perConn(func(conn net.Conn) { _, _ = io.Copy(conn, conn) })

// reads reports everything up to the end, and how that came.
func reads(s *seen) serveFunc {
	return perConn(func(conn net.Conn) {
		text, err := io.ReadAll(conn)
		if err != nil {
			s.add(string(text) + "|" + errors.Unwrap(err).Error())
			return
		}
		s.add(string(text) + "|EOF")
	})
}
