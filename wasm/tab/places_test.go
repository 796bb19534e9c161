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
	scripts = flag.Int("scripts", 150, "random scripts that TestPlacesAgree plays for each program")
	seed    = flag.Uint64("seed", 1, "of the random scripts")
)

// TestPlacesAgree plays the same random scripts on the host and in the tab. The
// host is a real server on TCP behind the bridge, with a WebSocket for each
// client; the tab is package tab on memnet, compiled for the host. After each
// step it waits until nothing moves, and compares what the server's calls have
// returned, what the server has logged and what the clients have received.
func TestPlacesAgree(t *testing.T) {
	for name, serve := range map[string]serveFunc{"echo": echo.Serve, "multi": multi.Serve} {
		t.Run(name, func(t *testing.T) {
			places := []*place{onHost(t, serve), inTab(t, serve)}
			for i := range *scripts {
				rng := rand.New(rand.NewPCG(*seed, uint64(i)))
				steps := randomScript(rng)
				host, tab := places[0].play(t, steps), places[1].play(t, steps)
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
	do     string // connect, send, pause, resume, half-close, reset, close
	data   string
}

func (s step) String() string {
	if s.do == "send" {
		return fmt.Sprintf("%c send %d %.10q", 'a'+s.client, len(s.data), s.data)
	}
	return fmt.Sprintf("%c %s", 'a'+s.client, s.do)
}

// randomScript makes a script that ends with both clients gone. A client sends
// less than the smallest buffer holds, so that no server ever waits in Write.
func randomScript(rng *rand.Rand) (steps []step) {
	words := []string{"hello\n", "half ", "of it\r\n", "\n", "h\xc3", "\xa9\n", strings.Repeat("x", 4096) + "\n", strings.Repeat("y", 5000)}
	var done [2]bool
	add := func(c int, do string) { steps = append(steps, step{client: c, do: do}) }
	paused, ended := [2]bool{}, [2]bool{}
	add(0, "connect")
	add(1, "connect")
	for n := 0; !done[0] || !done[1]; n++ {
		c := rng.IntN(2)
		if done[c] {
			continue
		}
		last := n > 12
		switch p := rng.IntN(12); {
		case p < 5 && !ended[c] && !last:
			steps = append(steps, step{c, "send", words[rng.IntN(len(words))]})
		case p < 7 && !ended[c] && !last:
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
			add(c, "reset")
			done[c] = true
		case p >= 10:
			add(c, "close")
			done[c] = true
		}
	}
	return steps
}

// place is a lab and a way to it.
type place struct {
	mu      sync.Mutex
	changed *sync.Cond
	late    bool
	accepts []*accepted
	logs    strings.Builder

	connect func(e *end) // calls e.text and e.bytes from then on
}

// end is the page's end of a client's connection. All but its functions are
// guarded by place.mu.
type end struct {
	place *place
	send  func(data string)
	say   func(kind string)
	close func()

	data        []byte
	opened, eof bool
	closed      string // its reason

	paused, gone bool
	sent         int
}

func (e *end) text(frame string) {
	var f struct{ Type, Reason string }
	_ = json.Unmarshal([]byte(frame), &f)
	e.place.update(func() {
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

func (e *end) bytes(p []byte) { e.place.update(func() { e.data = append(e.data, p...) }) }

func (p *place) update(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
	p.changed.Broadcast()
}

// await waits, with the lock.
func (p *place) await(t *testing.T, what string, ready func() bool) {
	t.Helper()
	late := time.AfterFunc(patience, func() { p.update(func() { p.late = true }) })
	defer late.Stop()
	for !ready() {
		if p.late {
			t.Fatalf("no %s\nlog:\n%s", what, p.logs.String())
		}
		p.changed.Wait()
	}
}

// play returns what there is to see after each step.
func (p *place) play(t *testing.T, steps []step) (seen []string) {
	var ends [2]*end
	var conns [2]*accepted
	for _, s := range steps {
		e, conn := ends[s.client], conns[s.client]
		p.mu.Lock()
		p.logs.Reset()
		p.mu.Unlock()
		switch s.do {
		case "connect":
			e = &end{place: p}
			ends[s.client] = e
			p.mu.Lock()
			before := len(p.accepts)
			p.mu.Unlock()
			p.connect(e)
			p.mu.Lock()
			p.await(t, "connection", func() bool { return e.opened && len(p.accepts) > before && p.accepts[before].reading })
			conn = p.accepts[before]
			conns[s.client] = conn
			p.mu.Unlock()
		case "send":
			e.sent += len(s.data)
			e.send(s.data)
		case "close":
			e.gone = true
			e.close()
		default:
			e.say(s.do)
			e.paused = s.do == "pause" || e.paused && s.do != "resume"
		}
		p.mu.Lock()
		p.settle(t, s, e, conn)
		seen = append(seen, conn.String()+e.String()+p.logs.String())
		p.mu.Unlock()
	}
	return seen
}

// settle waits until nothing moves.
func (p *place) settle(t *testing.T, s step, e *end, conn *accepted) {
	t.Helper()
	over := func() bool { return e.closed != "" }
	switch s.do {
	case "half-close", "close": // to close is the server's last act
		p.await(t, "end of the server's", func() bool { return conn.closed })
	case "reset":
		p.await(t, "end of the server's", func() bool { return conn.closed })
		p.await(t, "end", over)
	default:
		p.await(t, "server that waits", func() bool { return conn.closed || conn.reading && conn.read == e.sent })
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

// accepted is a connection as the server sees it.
type accepted struct {
	net.Conn
	place *place

	read, written int
	reading       bool
	errs          []string
	closed        bool
}

func (a *accepted) Read(p []byte) (int, error) {
	a.place.update(func() { a.reading = true })
	n, err := a.Conn.Read(p)
	a.place.update(func() { a.reading = false; a.read += n; a.note("read", err) })
	return n, err
}

func (a *accepted) Write(p []byte) (int, error) {
	n, err := a.Conn.Write(p)
	a.place.update(func() { a.written += n; a.note("write", err) })
	return n, err
}

func (a *accepted) Close() error {
	err := a.Conn.Close()
	a.place.update(func() { a.closed = true })
	return err
}

func (a *accepted) note(call string, err error) {
	if err != nil {
		a.errs = append(a.errs, call+" "+cause(err))
	}
}

func (a *accepted) String() string {
	return fmt.Sprintf("server read %d, wrote %d, %q, closed %v; ", a.read, a.written, a.errs, a.closed)
}

type spyListener struct {
	net.Listener
	place *place
}

func (l spyListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	a := &accepted{Conn: conn, place: l.place}
	l.place.update(func() { l.place.accepts = append(l.place.accepts, a) })
	return a, nil
}

// record keeps the server's log, without what differs by place and time: what
// was received is compared as bytes.
type record struct{ place *place }

func (r record) Enabled(context.Context, slog.Level) bool { return true }
func (r record) WithAttrs([]slog.Attr) slog.Handler       { return r }
func (r record) WithGroup(string) slog.Handler            { return r }
func (r record) Handle(_ context.Context, rec slog.Record) error {
	r.place.update(func() {
		if rec.Message != "received" && rec.Message != "listening" {
			fmt.Fprintf(&r.place.logs, "%v %s; ", rec.Level, rec.Message)
		}
	})
	return nil
}

func newPlace() *place {
	p := new(place)
	p.changed = sync.NewCond(&p.mu)
	return p
}

func (p *place) program(serve serveFunc) lab.Program {
	return lab.Program{Lesson: "test", Serve: func(ctx context.Context, ln net.Listener, _ *slog.Logger) error {
		return serve(ctx, spyListener{ln, p}, slog.New(record{p}))
	}}
}

func inTab(t *testing.T, serve serveFunc) *place {
	p := newPlace()
	ends := map[int]*end{}
	started, err := tab.Start(tab.Config{Program: p.program(serve), Port: 4040, Kind: kind, Post: func(m tab.Message) {
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
		e.say = func(kind string) { started.Text(number, `{"type":"`+kind+`"}`) }
		e.close = func() { started.Gone(number) }
		started.Open(number)
	}
	return p
}

func onHost(t *testing.T, serve serveFunc) *place {
	p := newPlace()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := lab.Start(lab.Config{Program: p.program(serve), Listener: ln})
	b := bridge.New(bridge.Config{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { b.ServeClient(w, r, l) }))
	var reading sync.WaitGroup
	t.Cleanup(func() {
		l.Stop()
		ctx, cancel := context.WithTimeout(context.Background(), patience)
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
		e.say = func(kind string) { write(websocket.TextMessage, `{"type":"`+kind+`"}`) }
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
