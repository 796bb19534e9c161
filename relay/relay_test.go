package relay_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"socketschool/bridge"
	"socketschool/relay"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const testTimeout = 20 * time.Second

// host serves a relay and has one learner's server published.
type host struct {
	*testing.T
	url     string
	address string // of the published server
	bridge  *bridge.Bridge
	control *websocket.Conn
	server  *relay.Server
}

func publish(t *testing.T, pickup time.Duration) *host {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	br := bridge.New(bridge.Config{})
	r := relay.New(relay.Config{Bridge: br, Host: "127.0.0.1", Log: log, PickupTime: pickup})
	mux := http.NewServeMux()
	h := &host{T: t, bridge: br}
	mux.HandleFunc("/publish", func(w http.ResponseWriter, req *http.Request) {
		r.Publish(w, req, relay.Offer{Owner: "ada", Register: func(s *relay.Server) error {
			h.server = s
			return nil
		}})
	})
	mux.HandleFunc("/refused", func(w http.ResponseWriter, req *http.Request) {
		r.Publish(w, req, relay.Offer{Owner: "ada", Register: func(*relay.Server) error { return errors.New("not allowed") }})
	})
	mux.HandleFunc("/publish/{conn}", func(w http.ResponseWriter, req *http.Request) {
		owner := "ada"
		if req.URL.Query().Has("stranger") {
			owner = "eve"
		}
		if !r.ServeConn(w, req, owner, req.PathValue("conn")) {
			http.NotFound(w, req)
		}
	})
	srv := httptest.NewServer(mux)
	t.Cleanup(func() {
		r.Close()
		br.Close(t.Context())
		srv.Close()
	})
	h.url = "ws" + strings.TrimPrefix(srv.URL, "http")
	h.control, _ = h.open("/publish", relay.ControlProtocol)
	h.address = h.message()["address"]
	return h
}

func (h *host) open(path, protocol string) (*websocket.Conn, int) {
	h.Helper()
	d := websocket.Dialer{Subprotocols: []string{protocol}, HandshakeTimeout: testTimeout}
	ws, resp, err := d.Dial(h.url+path, nil)
	if err != nil {
		return nil, resp.StatusCode
	}
	_ = ws.SetReadDeadline(time.Now().Add(testTimeout))
	h.Cleanup(func() { ws.Close() })
	return ws, resp.StatusCode
}

// message reads the next message of the control connection.
func (h *host) message() (m map[string]string) {
	h.Helper()
	if err := h.control.ReadJSON(&m); err != nil {
		h.Fatal(err)
	}
	return m
}

func (h *host) dial() *net.TCPConn {
	h.Helper()
	conn, err := net.Dial("tcp", h.address)
	if err != nil {
		h.Fatal(err)
	}
	_ = conn.SetDeadline(time.Now().Add(testTimeout))
	h.Cleanup(func() { conn.Close() })
	return conn.(*net.TCPConn)
}

// page is the tab's end of one connection.
type page struct {
	*testing.T
	ws *websocket.Conn
}

// connect dials as a terminal does, and opens the page's WebSocket for it.
func (h *host) connect() (*net.TCPConn, page) {
	h.Helper()
	tcp := h.dial()
	m := h.message()
	if m["type"] != "accepted" || m["peer"] != tcp.LocalAddr().String() {
		h.Fatalf("message %v of a client at %v", m, tcp.LocalAddr())
	}
	ws, status := h.open("/publish/"+m["conn"], bridge.ClientProtocol)
	if ws == nil {
		h.Fatalf("the connection's WebSocket: status %d", status)
	}
	p := page{h.T, ws}
	p.expect("opened")
	return tcp, p
}

func (p page) send(kind int, text string) {
	p.Helper()
	if err := p.ws.WriteMessage(kind, []byte(text)); err != nil {
		p.Fatal(err)
	}
}

func (p page) say(control string) { p.send(websocket.TextMessage, `{"type":"`+control+`"}`) }

// expect reads a control message of that type.
func (p page) expect(kind string) map[string]string {
	p.Helper()
	text, frame, err := p.ws.ReadMessage()
	if err != nil {
		p.Fatalf("%v, want %s", err, kind)
	}
	var m map[string]string
	if text != websocket.TextMessage || json.Unmarshal(frame, &m) != nil || m["type"] != kind {
		p.Fatalf("%.100q, want %s", frame, kind)
	}
	return m
}

// read reads n bytes of binary frames.
func (p page) read(n int) []byte {
	p.Helper()
	var got []byte
	unpaused := 0
	for len(got) < n {
		kind, frame, err := p.ws.ReadMessage()
		if err != nil || kind != websocket.BinaryMessage {
			p.Fatalf("after %d bytes: %.100q, %v", len(got), frame, err)
		}
		got = append(got, frame...)
		if unpaused += len(frame); unpaused >= bridge.AcceptedWindow {
			unpaused = 0
			p.say("resume")
		}
	}
	return got
}

func TestBytesAndHalfClose(t *testing.T) {
	h := publish(t, 0)
	tcp, page := h.connect()
	_, _ = io.WriteString(tcp, "hello")
	if got := page.read(5); string(got) != "hello" {
		t.Errorf("the page gets %q", got)
	}
	_ = tcp.CloseWrite()
	page.expect("eof")
	page.send(websocket.BinaryMessage, "HELLO")
	page.say("half-close")
	if got, err := io.ReadAll(tcp); string(got) != "HELLO" || err != nil {
		t.Errorf("the client gets %q, %v", got, err)
	}
	if m := page.expect("closed"); m["reason"] != "eof" {
		t.Errorf("closed with %v", m)
	}
}

// TestSlowClient: a client that reads late gets all that the server sent before both have
// ended.
func TestSlowClient(t *testing.T) {
	const size = 192 << 10 // more than the client's buffer holds, and less than both do
	h := publish(t, 0)
	for range 60 {
		tcp, page := h.connect()
		_ = tcp.CloseWrite()
		page.expect("eof")
		for range size / (16 << 10) {
			page.send(websocket.BinaryMessage, strings.Repeat("x", 16<<10))
		}
		page.say("half-close")
		if m := page.expect("closed"); m["reason"] != "eof" {
			t.Fatalf("closed with %v", m)
		}
		page.ws.Close()
		for deadline := time.Now().Add(testTimeout); h.bridge.Stats.Clients.Load() > 0; {
			if time.Now().After(deadline) {
				t.Fatal("the bridge does not end the connection")
			}
			runtime.Gosched()
		}
		if got, err := io.ReadAll(tcp); len(got) != size || err != nil {
			t.Fatalf("the client gets %d bytes of %d, %v", len(got), size, err)
		}
	}
}

func TestResets(t *testing.T) {
	h := publish(t, 0)
	tcp, page := h.connect()
	page.say("reset")
	if _, err := tcp.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("after the page's reset the client reads %v", err)
	}
	tcp, page = h.connect()
	_ = tcp.SetLinger(0)
	tcp.Close()
	if m := page.expect("closed"); m["reason"] != "reset" {
		t.Errorf("after the client's reset the page gets %v", m)
	}
}

// TestBackPressure: a client can send little to a page that does not resume, and all arrives
// when it does.
func TestBackPressure(t *testing.T) {
	const size = 5 << 20
	h := publish(t, 0)
	tcp, page := h.connect()
	_ = tcp.SetWriteBuffer(64 << 10) // else it holds megabytes itself
	data := bytes.Repeat([]byte("0123456789abcdef"), size/16)
	_ = tcp.SetWriteDeadline(time.Now().Add(time.Second))
	n, err := tcp.Write(data)
	if err == nil || n > 1<<20 {
		t.Fatalf("a page that does not resume takes %d bytes, %v", n, err)
	}
	_ = tcp.SetWriteDeadline(time.Time{})
	sent := make(chan error, 1)
	go func() {
		_, err := tcp.Write(data[n:])
		sent <- err
	}()
	if got := page.read(size); !bytes.Equal(got, data) {
		t.Error("the page gets other bytes")
	}
	if err := <-sent; err != nil {
		t.Error(err)
	}
}

// TestClientNotReading: a page can send little to a client that does not read.
func TestClientNotReading(t *testing.T) {
	const most = 8 << 20 // the bridge's queue, and the kernel's buffers at three sockets
	h := publish(t, 0)
	tcp, page := h.connect()
	_ = page.ws.SetWriteDeadline(time.Now().Add(2 * time.Second))
	sent := 0
	for frame := make([]byte, 16<<10); sent <= most; sent += len(frame) {
		if page.ws.WriteMessage(websocket.BinaryMessage, frame) != nil {
			break
		}
	}
	if sent > most {
		t.Errorf("a client that does not read lets the page send %d bytes", sent)
	}
	tcp.Close()
}

// expectRefused waits for the server's port to be closed.
func (h *host) expectRefused() {
	h.Helper()
	for deadline := time.Now().Add(testTimeout); time.Now().Before(deadline); {
		conn, err := net.Dial("tcp", h.address)
		if errors.Is(err, syscall.ECONNREFUSED) {
			return
		}
		if err == nil {
			conn.Close()
		}
	}
	h.Error("the port is still open")
}

func TestPageGone(t *testing.T) {
	h := publish(t, 0)
	first, p := h.connect()
	if err := p.ws.Close(); err != nil { // before the control WebSocket
		t.Fatal(err)
	}
	if _, err := first.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the client of a connection that has gone with its page reads %v", err)
	}
	tcp, _ := h.connect()
	h.control.NetConn().Close()
	if _, err := tcp.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the client of a page that has gone reads %v", err)
	}
	h.expectRefused()
}

// TestFrozenPage: a page that opens no WebSocket leaves no client waiting.
func TestFrozenPage(t *testing.T) {
	h := publish(t, 50*time.Millisecond)
	if _, err := h.dial().Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the client of a frozen page reads %v", err)
	}
	h.expectRefused()
}

func TestRefusals(t *testing.T) {
	h := publish(t, 0)
	tcp := h.dial()
	token := h.message()["conn"]
	if _, status := h.open("/publish/"+token+"?stranger", bridge.ClientProtocol); status != http.StatusNotFound {
		t.Errorf("a stranger's page takes a connection: status %d", status)
	}
	if _, status := h.open("/publish/guessed", bridge.ClientProtocol); status != http.StatusNotFound {
		t.Errorf("a guessed token: status %d", status)
	}
	if err := h.control.WriteJSON(map[string]string{"type": "refuse", "conn": token}); err != nil {
		t.Fatal(err)
	}
	if _, err := tcp.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("a client that the page refuses reads %v", err)
	}
	ws, _ := h.open("/refused", relay.ControlProtocol)
	_, _, err := ws.ReadMessage()
	if ce, ok := errors.AsType[*websocket.CloseError](err); !ok || ce.Text != "not allowed" {
		t.Errorf("a server that is not allowed ends with %v", err)
	}
}

// TestNames: the page learns which member a classmate's client is of, and of a terminal
// nothing, also while others connect.
func TestNames(t *testing.T) {
	h := publish(t, time.Minute)
	const each = 20
	var mu sync.Mutex
	want := make(map[string]string)
	var connecting sync.WaitGroup
	for i := range 2 * each {
		connecting.Go(func() {
			name := ""
			dial := func(ctx context.Context) (net.Conn, error) { return h.server.Dial(ctx, "") }
			if i < each {
				name = fmt.Sprint("member ", i)
				dial = func(ctx context.Context) (net.Conn, error) { return h.server.DialAs(ctx, name) }
			}
			conn, err := dial(t.Context())
			if err != nil {
				t.Error(err)
				return
			}
			t.Cleanup(func() { conn.Close() })
			mu.Lock()
			defer mu.Unlock()
			want[conn.LocalAddr().String()] = name
		})
	}
	got := make(map[string]string)
	for range 2 * each {
		m := h.message()
		got[m["peer"]] = m["name"]
	}
	connecting.Wait()
	if !maps.Equal(got, want) {
		t.Errorf("the page gets %v, want %v", got, want)
	}
}

// TestMaxConns: one connection too many is reset, and when one ends another is accepted.
func TestMaxConns(t *testing.T) {
	h := publish(t, time.Minute)
	first := h.dial()
	token := h.message()["conn"]
	for range relay.MaxConns - 1 {
		h.dial()
		h.message()
	}
	conn, err := net.Dial("tcp", h.address)
	if err == nil { // else the reset was quicker
		_, err = conn.Read(make([]byte, 1))
		conn.Close()
	}
	if !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("one connection too many reads %v", err)
	}
	if err := h.control.WriteJSON(map[string]string{"type": "refuse", "conn": token}); err != nil {
		t.Fatal(err)
	}
	_, _ = first.Read(make([]byte, 1))
	h.dial()
	if m := h.message(); m["type"] != "accepted" {
		t.Errorf("%v, want another connection", m)
	}
}
