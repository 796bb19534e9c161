//go:build !js

package tab_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"socketschool/bridge"
	"socketschool/lab"
	"socketschool/server/echo"
	"socketschool/server/multi"
	"socketschool/wasm/tab"
)

var (
	scripts = flag.Int("scripts", 150, "random scripts that TestTransportsAgree plays for each program")
	seed    = flag.Uint64("seed", 1, "of the random scripts")
)

// TestTransportsAgree plays the same random scripts on the host and in the tab. The
// host is a server on TCP behind the bridge, with a WebSocket for each client; the
// tab is package tab on memnet, compiled for the host. After each step it waits until
// both are idle, and compares the results of the server's calls, its log, and what
// the clients have received.
func TestTransportsAgree(t *testing.T) {
	for name, serve := range map[string]serveFunc{"echo": echo.Serve, "multi": multi.Serve} {
		t.Run(name, func(t *testing.T) {
			transports := []*transport{onHost(t, serve), inTab(t, serve)}
			for i := range *scripts {
				rng := rand.New(rand.NewPCG(*seed, uint64(i)))
				steps := randomScript(rng)
				host, tab := transports[0].play(t, steps), transports[1].play(t, steps)
				for at := range steps {
					if host[at] != tab[at] {
						t.Fatalf("seed %d, script %d: %q\nafter step %d\nhost %s\n tab %s", *seed, i, steps, at+1, host[at], tab[at])
					}
				}
			}
		})
	}
}

// step is what one of a script's two clients does.
type step struct {
	client int
	do     string // connect, network, send, pause, resume, half-close, reset, vanish, close
	data   string
}

func (s step) String() string {
	if s.do == "send" {
		return fmt.Sprintf("%c send %d %.10q", 'a'+s.client, len(s.data), s.data)
	}
	return fmt.Sprintf("%c %s", 'a'+s.client, s.do)
}

// randomScript returns a script that ends with both clients closed. A client sends
// less than the smallest buffer holds, so that the server never blocks in Write.
func randomScript(rng *rand.Rand) (steps []step) {
	words := []string{"hello\n", "half ", "of it\r\n", "\n", "h\xc3", "\xa9\n", strings.Repeat("x", 4096) + "\n", strings.Repeat("y", 5000)}
	var done [2]bool
	add := func(c int, do string) { steps = append(steps, step{client: c, do: do}) }
	paused, ended := [2]bool{}, [2]bool{}
	add(0, "connect")
	add(1, "connect")
	// For one of them the host puts a relay in between. It does not pause: what is under way
	// when it closes would decide between FIN and RST.
	far := -1
	if rng.IntN(3) == 0 {
		far = rng.IntN(2)
		add(far, "network")
	}
	for n := 0; !done[0] || !done[1]; n++ {
		c := rng.IntN(2)
		if done[c] {
			continue
		}
		last := n > 12
		switch p := rng.IntN(12); {
		case p < 5 && !ended[c] && !last:
			steps = append(steps, step{c, "send", words[rng.IntN(len(words))]})
		case p < 7 && !ended[c] && !last && c != far:
			paused[c] = !paused[c]
			add(c, map[bool]string{true: "pause", false: "resume"}[paused[c]])
		case p < 8 && !ended[c]:
			ended[c] = true
			add(c, "half-close")
			done[c] = !paused[c]
		case p < 9 && ended[c]:
			add(c, "resume")
			done[c] = true
		case p < 10 && !ended[c]:
			add(c, []string{"reset", "vanish"}[rng.IntN(2)])
			done[c] = true
		case p >= 10:
			add(c, "close")
			done[c] = true
		}
	}
	return steps
}

// transport is a lab and the way to connect to it.
type transport struct {
	mu       sync.Mutex
	changed  *sync.Cond
	timedOut bool
	conns    []*serverConn
	logs     strings.Builder
	steps    []step // that play has begun

	connect func(e *end) // calls e.text and e.bytes from then on
}

// end is the page's end of a client's connection. transport.mu guards all fields but
// the functions.
type end struct {
	transport *transport
	send      func(data string)
	sendText  func(frame string)
	close     func()

	data        []byte
	opened, eof bool
	closed      string // the reason, or empty

	paused, gone bool
	sent         int
}

func (e *end) text(frame string) {
	var f struct{ Type, Reason string }
	_ = json.Unmarshal([]byte(frame), &f)
	e.transport.update(func() {
		switch f.Type {
		case "opened":
			e.opened = true
		case "eof":
			e.eof = true
		case "closed":
			e.closed = f.Reason
		}
	})
}

func (e *end) sendControl(kind string) { e.sendText(`{"type":"` + kind + `"}`) }

func (e *end) bytes(p []byte) { e.transport.update(func() { e.data = append(e.data, p...) }) }

func (p *transport) update(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
	p.changed.Broadcast()
}

// await waits until ready returns true. The caller holds p.mu.
func (p *transport) await(t *testing.T, what string, ready func() bool) {
	t.Helper()
	timedOut := time.AfterFunc(testTimeout, func() { p.update(func() { p.timedOut = true }) })
	defer timedOut.Stop()
	for !ready() {
		if p.timedOut {
			logs := p.logs.String()
			p.mu.Unlock() // the server's end records its calls
			t.Fatalf("no %s\nsteps: %q\nlog:\n%s", what, p.steps, logs)
		}
		p.changed.Wait()
	}
}

// play plays a script and returns a description of the state after each step.
func (p *transport) play(t *testing.T, steps []step) (states []string) {
	var ends [2]*end
	var conns [2]*serverConn
	for at, s := range steps {
		p.steps = steps[:at+1]
		e, conn := ends[s.client], conns[s.client]
		p.mu.Lock()
		p.logs.Reset()
		p.mu.Unlock()
		switch s.do {
		case "connect":
			e = &end{transport: p}
			ends[s.client] = e
			p.mu.Lock()
			before := len(p.conns)
			p.mu.Unlock()
			p.connect(e)
			p.mu.Lock()
			p.await(t, "connection", func() bool { return e.opened && len(p.conns) > before && p.conns[before].reading })
			conn = p.conns[before]
			conns[s.client] = conn
			p.mu.Unlock()
		case "send":
			e.sent += len(s.data)
			e.send(s.data)
		case "close":
			e.gone = true
			e.close()
		case "network":
			e.sendText(`{"type":"network","latency":1}`)
		default:
			e.sendControl(s.do)
			e.paused = s.do == "pause" || e.paused && s.do != "resume"
		}
		p.mu.Lock()
		p.awaitIdle(t, s, e, conn)
		states = append(states, conn.String()+e.String()+p.logs.String())
		p.mu.Unlock()
	}
	return states
}

// awaitIdle waits until the effects of a step have arrived.
func (p *transport) awaitIdle(t *testing.T, s step, e *end, conn *serverConn) {
	t.Helper()
	over := func() bool { return e.closed != "" }
	switch s.do {
	case "half-close", "close": // the server closes last
		p.await(t, "close by the server", func() bool { return conn.closed })
	case "reset":
		p.await(t, "close by the server", func() bool { return conn.closed })
		p.await(t, "end", over)
	case "vanish":
		p.await(t, "end", over)
		return
	default:
		p.await(t, "server that is idle", func() bool { return conn.closed || conn.reading && conn.read == e.sent })
	}
	if e.paused || e.gone || s.do == "reset" {
		return
	}
	p.await(t, "answer", func() bool { return len(e.data) == conn.written })
	if conn.closed {
		p.await(t, "end", over)
	}
}

func (e *end) String() string {
	if e.gone {
		return "client gone; "
	}
	return fmt.Sprintf("client %d bytes %.20q, eof %v, closed %q; ", len(e.data), e.data, e.eof, e.closed)
}

// serverConn records the calls of the server on one connection.
type serverConn struct {
	net.Conn
	transport *transport

	read, written int
	reading       bool
	errs          []string
	closed        bool
}

func (a *serverConn) Read(p []byte) (int, error) {
	a.transport.update(func() { a.reading = true })
	n, err := a.Conn.Read(p)
	a.transport.update(func() { a.reading = false; a.read += n; a.note("read", err) })
	return n, err
}

func (a *serverConn) Write(p []byte) (int, error) {
	n, err := a.Conn.Write(p)
	a.transport.update(func() { a.written += n; a.note("write", err) })
	return n, err
}

func (a *serverConn) Close() error {
	err := a.Conn.Close()
	a.transport.update(func() { a.closed = true })
	return err
}

func (a *serverConn) note(call string, err error) {
	if err != nil {
		a.errs = append(a.errs, call+" "+cause(err))
	}
}

func (a *serverConn) String() string {
	return fmt.Sprintf("server read %d, wrote %d, %q, closed %v; ", a.read, a.written, a.errs, a.closed)
}

type recordingListener struct {
	net.Listener
	transport *transport
}

func (l recordingListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	a := &serverConn{Conn: conn, transport: l.transport}
	l.transport.update(func() { l.transport.conns = append(l.transport.conns, a) })
	return a, nil
}

// logRecorder records the server's log, without records that differ by transport and
// time: received bytes are compared apart.
type logRecorder struct{ transport *transport }

func (r logRecorder) Enabled(context.Context, slog.Level) bool { return true }
func (r logRecorder) WithAttrs([]slog.Attr) slog.Handler       { return r }
func (r logRecorder) WithGroup(string) slog.Handler            { return r }
func (r logRecorder) Handle(_ context.Context, rec slog.Record) error {
	r.transport.update(func() {
		if rec.Message != "received" && rec.Message != "listening" {
			fmt.Fprintf(&r.transport.logs, "%v %s; ", rec.Level, rec.Message)
		}
	})
	return nil
}

func newTransport() *transport {
	p := new(transport)
	p.changed = sync.NewCond(&p.mu)
	return p
}

func (p *transport) program(serve serveFunc) lab.Program {
	return lab.Program{Slug: "test", Port: 4040, Serve: func(ctx context.Context, ln net.Listener, _ *slog.Logger) error {
		return serve(ctx, recordingListener{ln, p}, slog.New(logRecorder{p}))
	}}
}

func inTab(t *testing.T, serve serveFunc) *transport {
	p := newTransport()
	ends := map[int]*end{}
	started, err := tab.Start(tab.Config{Program: p.program(serve), Parse: parse, Post: func(m tab.Message) {
		p.mu.Lock()
		e := ends[m.Client]
		p.mu.Unlock()
		if m.Type == tab.Frame && m.Text != "" {
			e.text(m.Text)
		} else if m.Type == tab.Frame {
			e.bytes(m.Bytes)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { started.Stop(); <-started.Done() })
	p.connect = func(e *end) {
		p.mu.Lock()
		number := len(ends) + 1
		ends[number] = e
		p.mu.Unlock()
		e.send = func(data string) { started.Bytes(number, []byte(data)) }
		e.sendText = func(frame string) { started.Text(number, frame) }
		e.close = func() { started.Close(number) }
		started.Open(number, tab.Options{})
	}
	return p
}

func onHost(t *testing.T, serve serveFunc) *transport {
	p := newTransport()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := lab.Start(lab.Config{Program: p.program(serve), Listener: ln})
	b := bridge.New(bridge.Config{ClientsPerLab: 10_000}) // those that have vanished stay
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { b.ServeClient(w, r, l) }))
	var reading sync.WaitGroup
	t.Cleanup(func() {
		l.Stop()
		ctx, cancel := context.WithTimeout(context.Background(), testTimeout)
		defer cancel()
		b.Close(ctx)
		srv.Close()
		reading.Wait()
	})
	p.connect = func(e *end) {
		dialer := websocket.Dialer{Subprotocols: []string{bridge.ClientProtocol}}
		ws, _, err := dialer.Dial("ws"+strings.TrimPrefix(srv.URL, "http"), nil)
		if err != nil {
			t.Fatal(err)
		}
		write := func(kind int, data string) {
			if err := ws.WriteMessage(kind, []byte(data)); err != nil {
				t.Error(err)
			}
		}
		e.send = func(data string) { write(websocket.BinaryMessage, data) }
		e.sendText = func(frame string) { write(websocket.TextMessage, frame) }
		e.close = func() {
			write(websocket.CloseMessage, string(websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")))
		}
		reading.Go(func() {
			defer ws.Close()
			for {
				kind, r, err := ws.NextReader()
				if err != nil {
					return
				}
				frame, _ := io.ReadAll(r)
				if kind == websocket.TextMessage {
					e.text(string(frame))
				} else {
					e.bytes(frame)
				}
			}
		})
	}
	return p
}
