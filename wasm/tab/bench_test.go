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
	"socketschool/wasm/tab"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("runtime.handleEvent")) // GOOS=js has it for itself
}

// patience bounds every wait of these tests.
const patience = 20 * time.Second

type serveFunc = func(ctx context.Context, ln net.Listener, log *slog.Logger) error

// page stands in for the page: it has what the program posts.
type page struct {
	t   *testing.T
	tab *tab.Tab

	mu    sync.Mutex
	news  *sync.Cond
	inbox map[string][]tab.Message // by type, frames and what was taken apart
	conns map[int]*conn
	late  bool // a wait has lasted too long
}

// conn is the page's end of a client's connection.
type conn struct {
	*page
	number int
	opened map[string]any
	lazy   bool // does not say what it has taken

	// Guarded by page.mu.
	frames []tab.Message
	taken  int
	over   bool
	data   []byte // received and not yet expected
}

func start(t *testing.T, serve serveFunc) *page {
	t.Helper()
	return startProgram(t, lab.Program{Lesson: "test", Serve: serve})
}

func startProgram(t *testing.T, program lab.Program) *page {
	t.Helper()
	p := &page{t: t, inbox: make(map[string][]tab.Message), conns: make(map[int]*conn)}
	p.news = sync.NewCond(&p.mu)
	started, err := tab.Start(tab.Config{Program: program, Port: 4040, Post: p.receive, Kind: kind})
	if err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	p.tab = started
	p.mu.Unlock()
	t.Cleanup(p.stop)
	return p
}

func kind(frame string) (string, bool) {
	var c struct{ Type *string }
	if json.Unmarshal([]byte(frame), &c) != nil || c.Type == nil {
		return "", false
	}
	return *c.Type, true
}

func (p *page) stop() {
	p.tab.Stop()
	select {
	case <-p.tab.Done():
	case <-time.After(patience):
		p.t.Error("stopped, and not done")
	}
}

func (p *page) receive(m tab.Message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	m.Bytes = append([]byte(nil), m.Bytes...)
	p.inOrder(m)
	switch c := p.conns[m.Client]; {
	case m.Type == tab.Frame && c != nil:
		c.frames = append(c.frames, m)
	case m.Type == tab.Taken && c != nil:
		c.taken += m.Count
	default:
		p.inbox[m.Type] = append(p.inbox[m.Type], m)
	}
	p.news.Broadcast()
}

// inOrder holds the program to what is said of ends: nothing comes after them.
func (p *page) inOrder(m tab.Message) {
	if p.tab != nil && m.Type != tab.Beat {
		select {
		case <-p.tab.Done():
			p.t.Errorf("posted after the end: %v", m)
		default:
		}
	}
	if c := p.conns[m.Client]; c != nil {
		if c.over {
			p.t.Errorf("posted after closed: %v", m)
		}
		c.over = strings.Contains(m.Text, `"type":"closed"`)
	}
}

// until waits for something that is said under p.mu.
func (p *page) until(what string, ready func() bool) {
	p.t.Helper()
	timer := time.AfterFunc(patience, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.late = true
		p.news.Broadcast()
	})
	defer timer.Stop()
	p.mu.Lock()
	defer p.mu.Unlock()
	for !ready() {
		if p.late {
			p.t.Fatalf("waited too long for %s", what)
		}
		p.news.Wait()
	}
}

// next takes the next message of a type.
func (p *page) next(kind string) (m tab.Message) {
	p.t.Helper()
	p.until(kind, func() bool {
		if len(p.inbox[kind]) == 0 {
			return false
		}
		m, p.inbox[kind] = p.inbox[kind][0], p.inbox[kind][1:]
		return true
	})
	return m
}

// open opens a client; connect also takes its `opened`.
func (p *page) open() *conn {
	p.mu.Lock()
	c := &conn{page: p, number: len(p.conns) + 1}
	p.conns[c.number] = c
	p.mu.Unlock()
	p.tab.Open(c.number)
	return c
}

func (p *page) connect() *conn {
	p.t.Helper()
	c := p.open()
	c.opened = c.control()
	if c.opened["type"] != "opened" || c.opened["local"] == "" || c.opened["remote"] != "127.0.0.1:4040" {
		p.t.Fatalf("first frame %v, want opened", c.opened)
	}
	return c
}

func (c *conn) send(data string) { c.tab.Bytes(c.number, []byte(data)) }
func (c *conn) say(kind string)  { c.tab.Text(c.number, `{"type":"`+kind+`"}`) }

// frame takes the next frame.
func (c *conn) frame() (m tab.Message) {
	c.t.Helper()
	c.until("a frame", func() bool {
		if len(c.frames) == 0 {
			return false
		}
		m, c.frames = c.frames[0], c.frames[1:]
		return true
	})
	if len(m.Bytes) > 0 && !c.lazy {
		c.tab.Got(c.number, len(m.Bytes))
	}
	return m
}

// expect takes exactly these bytes, however they are cut into frames.
func (c *conn) expect(want string) {
	c.t.Helper()
	for len(c.data) < len(want) {
		m := c.frame()
		if m.Text != "" {
			c.t.Fatalf("control %s, want bytes %q; had %q", m.Text, cut(want), cut(string(c.data)))
		}
		c.data = append(c.data, m.Bytes...)
	}
	if got := string(c.data[:len(want)]); got != want {
		c.t.Fatalf("got %q, want %q", cut(got), cut(want))
	}
	c.data = c.data[len(want):]
}

func cut(s string) string {
	if len(s) > 80 {
		return s[:80] + "…"
	}
	return s
}

// control takes the next frame, which must be text.
func (c *conn) control() (notice map[string]any) {
	c.t.Helper()
	m := c.frame()
	if m.Text == "" || len(c.data) > 0 {
		c.t.Fatalf("bytes %q and %q, want a control frame", cut(string(c.data)), cut(string(m.Bytes)))
	}
	if err := json.Unmarshal([]byte(m.Text), &notice); err != nil {
		c.t.Fatalf("%s: %v", m.Text, err)
	}
	return notice
}

func (c *conn) expectEOF() {
	c.t.Helper()
	if n := c.control(); n["type"] != "eof" {
		c.t.Fatalf("%v, want eof", n)
	}
}

// expectClosed takes the last frame.
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

// seen is what an example server of these tests reports of its connections.
type seen chan string

func newSeen() seen { return make(seen, 1000) }

func (s seen) next(t *testing.T) string {
	t.Helper()
	select {
	case text := <-s:
		return text
	case <-time.After(patience):
		t.Fatal("the server reports nothing")
		return ""
	}
}

// perConn serves each connection with handle, as the example servers do.
func perConn(handle func(net.Conn)) serveFunc {
	return func(ctx context.Context, ln net.Listener, _ *slog.Logger) error {
		defer context.AfterFunc(ctx, func() { ln.Close() })()
		var running sync.WaitGroup
		defer running.Wait()
		for {
			conn, err := ln.Accept()
			if err != nil {
				if ctx.Err() != nil {
					return nil
				}
				return err
			}
			running.Go(func() {
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
func reads(s seen) serveFunc {
	return perConn(func(conn net.Conn) {
		text, err := io.ReadAll(conn)
		if err == nil {
			err = io.EOF
		}
		s <- string(text) + "|" + cause(err)
	})
}

// cause is an error without package net's words around it.
func cause(err error) string {
	if call, ok := errors.AsType[*os.SyscallError](err); ok {
		return call.Err.Error()
	}
	return err.Error()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func repeated(size int) string { return strings.Repeat("0123456789abcdef", size/16) }
