package tab_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"socketschool/lab"
	"socketschool/protocol"
	"socketschool/server/servertest"
	"socketschool/wasm/tab"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("runtime.handleEvent")) // GOOS=js starts it
}

// testTimeout bounds each wait of these tests.
const testTimeout = 20 * time.Second

type serveFunc = func(ctx context.Context, ln net.Listener, log *slog.Logger) error

// page is a page that collects what the program posts.
type page struct {
	t   *testing.T
	tab *tab.Tab

	mu       sync.Mutex
	changed  *sync.Cond
	queues   map[string][]tab.Message // by type, without those of a client
	conns    map[int]*conn
	timedOut bool // waitFor has taken too long
}

// conn is the page's end of a client's connection.
type conn struct {
	*page
	number int
	opened map[string]any
	noAck  bool // does not acknowledge bytes

	// Guarded by page.mu.
	frames  []tab.Message
	written int
	closed  bool
	data    []byte // received and not expected yet
}

func start(t *testing.T, serve serveFunc) *page {
	t.Helper()
	return startProgram(t, lab.Program{Slug: "test", Serve: serve})
}

func startProgram(t *testing.T, program lab.Program) *page {
	t.Helper()
	p := &page{t: t, queues: make(map[string][]tab.Message), conns: make(map[int]*conn)}
	p.changed = sync.NewCond(&p.mu)
	program.Port = 4040
	started, err := tab.Start(tab.Config{Program: program, Post: p.receive, Parse: parse})
	if err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	p.tab = started
	p.mu.Unlock()
	t.Cleanup(p.stop)
	return p
}

func parse(frame string) (protocol.Control, bool) {
	m, err := protocol.ParseControl([]byte(frame))
	return m, err == nil
}

func (p *page) stop() {
	p.tab.Stop()
	select {
	case <-p.tab.Done():
	case <-time.After(testTimeout):
		p.t.Error("Done is not closed after Stop")
	}
}

func (p *page) receive(m tab.Message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	m.Bytes = append([]byte(nil), m.Bytes...)
	p.checkOrder(m)
	switch c := p.conns[m.Client]; {
	case m.Type == tab.Frame && c != nil:
		c.frames = append(c.frames, m)
	case m.Type == tab.Written && c != nil:
		c.written += m.Count
	default:
		p.queues[m.Type] = append(p.queues[m.Type], m)
	}
	p.changed.Broadcast()
}

// checkOrder checks that nothing is posted after the end, nor after closed to a client.
func (p *page) checkOrder(m tab.Message) {
	if p.tab != nil && m.Type != tab.Beat {
		select {
		case <-p.tab.Done():
			p.t.Errorf("posted after the end: %v", m)
		default:
		}
	}
	if c := p.conns[m.Client]; c != nil {
		if c.closed {
			p.t.Errorf("posted after closed: %v", m)
		}
		c.closed = strings.Contains(m.Text, `"type":"closed"`)
	}
}

// waitFor waits until ready returns true. It calls ready with p.mu held.
func (p *page) waitFor(what string, ready func() bool) {
	p.t.Helper()
	timer := time.AfterFunc(testTimeout, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.timedOut = true
		p.changed.Broadcast()
	})
	defer timer.Stop()
	p.mu.Lock()
	defer p.mu.Unlock()
	for !ready() {
		if p.timedOut {
			p.t.Fatalf("waited too long for %s", what)
		}
		p.changed.Wait()
	}
}

// next returns the next message of a type.
func (p *page) next(kind string) (m tab.Message) {
	p.t.Helper()
	p.waitFor(kind, func() bool {
		if len(p.queues[kind]) == 0 {
			return false
		}
		m, p.queues[kind] = p.queues[kind][0], p.queues[kind][1:]
		return true
	})
	return m
}

// open opens a client.
func (p *page) open() *conn { return p.openWith(tab.Options{}) }

// options are those of a page.
func options(values map[string]string) tab.Options {
	return tab.ParseOptions(func(name string) string { return values[name] })
}

func (p *page) openWith(o tab.Options) *conn {
	p.mu.Lock()
	c := &conn{page: p, number: len(p.conns) + 1}
	p.conns[c.number] = c
	p.mu.Unlock()
	p.tab.Open(c.number, o)
	return c
}

// connect opens a client and reads its `opened`.
func (p *page) connect() *conn {
	p.t.Helper()
	c := p.open()
	c.opened = c.control()
	if c.opened["type"] != "opened" || c.opened["local"] == "" || c.opened["remote"] != "127.0.0.1:4040" {
		p.t.Fatalf("first frame %v, want opened", c.opened)
	}
	return c
}

func (c *conn) send(data string)        { c.tab.Bytes(c.number, []byte(data)) }
func (c *conn) sendControl(kind string) { c.tab.Text(c.number, `{"type":"`+kind+`"}`) }

// frame returns the next frame, and acknowledges it.
func (c *conn) frame() (m tab.Message) {
	c.t.Helper()
	c.waitFor("a frame", func() bool {
		if len(c.frames) == 0 {
			return false
		}
		m, c.frames = c.frames[0], c.frames[1:]
		return true
	})
	if len(m.Bytes) > 0 && !c.noAck {
		c.tab.AckBytes(c.number, len(m.Bytes))
	}
	return m
}

// expect reads exactly these bytes, in frames of any size.
func (c *conn) expect(want string) {
	c.t.Helper()
	for len(c.data) < len(want) {
		m := c.frame()
		if m.Text != "" {
			c.t.Fatalf("control %s, want bytes %q; had %q", m.Text, truncate(want), truncate(string(c.data)))
		}
		c.data = append(c.data, m.Bytes...)
	}
	if got := string(c.data[:len(want)]); got != want {
		c.t.Fatalf("got %q, want %q", truncate(got), truncate(want))
	}
	c.data = c.data[len(want):]
}

func truncate(s string) string {
	if len(s) > 80 {
		return s[:80] + "…"
	}
	return s
}

// control reads the next frame, which must be text.
func (c *conn) control() (message map[string]any) {
	c.t.Helper()
	m := c.frame()
	if m.Text == "" || len(c.data) > 0 {
		c.t.Fatalf("bytes %q and %q, want a control frame", truncate(string(c.data)), truncate(string(m.Bytes)))
	}
	if err := json.Unmarshal([]byte(m.Text), &message); err != nil {
		c.t.Fatalf("%s: %v", m.Text, err)
	}
	return message
}

func (c *conn) expectEOF() {
	c.t.Helper()
	if n := c.control(); n["type"] != "eof" {
		c.t.Fatalf("%v, want eof", n)
	}
}

// expectClosed reads the last frame.
func (c *conn) expectClosed(reason string) (detail string) {
	c.t.Helper()
	n := c.control()
	if n["type"] != "closed" || n["reason"] != reason {
		c.t.Fatalf("%v, want closed with reason %s", n, reason)
	}
	detail, _ = n["detail"].(string)
	if detail == "" {
		c.t.Error("closed has no detail")
	}
	return detail
}

// reports are what a server of these tests reports of its connections.
type reports chan string

func newReports() reports { return make(reports, 1000) }

func (s reports) next(t *testing.T) string {
	t.Helper()
	select {
	case text := <-s:
		return text
	case <-time.After(testTimeout):
		t.Fatal("the server reports nothing")
		return ""
	}
}

// echoServer sends everything back until the client's FIN.
var echoServer = servertest.EachConn(func(conn net.Conn) { _, _ = io.Copy(conn, conn) })

// readAll reports all bytes of a connection and the error at their end.
func readAll(s reports) serveFunc {
	return servertest.EachConn(func(conn net.Conn) {
		text, err := io.ReadAll(conn)
		if err == nil {
			err = io.EOF
		}
		s <- string(text) + "|" + cause(err)
	})
}

// cause returns the text of an error without what package net adds.
func cause(err error) string {
	if call, ok := errors.AsType[*os.SyscallError](err); ok {
		return call.Err.Error()
	}
	return err.Error()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func repeated(size int) string { return strings.Repeat("0123456789abcdef", size/16) }
