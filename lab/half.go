package lab

import (
	"errors"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// half is one direction of a connection, and its call that is under way.
type half struct {
	conn    *conn
	kind    Kind
	call    Call
	move    func() (int, error) // does the call, and calls blocks before it waits
	records *recordParser       // nil unless the bytes are TLS

	deadline atomic.Pointer[time.Time] // nil for none

	mu     sync.Mutex // one call at a time, as package net has it
	p      []byte
	n      int
	err    error
	source *Source
	depth  int  // where source was found, in callers
	waited bool // the call has been reported to block
}

func (h *half) init(c *conn, kind Kind, call Call) {
	h.conn, h.kind, h.call = c, kind, call
	if c.tls {
		h.records = new(recordParser)
	}
	switch inner := c.inner.(type) {
	case *net.TCPConn:
		h.move = h.overTCP(inner)
	case foretold:
		h.move = h.overForetold(inner)
	default:
		h.move = h.overAny(inner)
	}
}

// foretold is a connection that tells by itself when a call is about to wait.
type foretold interface {
	ReadFunc(p []byte, waits func()) (int, error)
	WriteFunc(p []byte, waits func()) (int, error)
}

func (h *half) overForetold(inner foretold) func() (int, error) {
	waits := h.blocks
	if h.call == CallWrite {
		return func() (int, error) { return inner.WriteFunc(h.p, waits) }
	}
	return func() (int, error) { return inner.ReadFunc(h.p, waits) }
}

// overAny is for a connection that cannot be asked: each call counts as one
// that waits.
func (h *half) overAny(inner net.Conn) func() (int, error) {
	call := inner.Read
	if h.call == CallWrite {
		call = inner.Write
	}
	return func() (int, error) {
		h.blocks()
		return call(h.p)
	}
}

func (h *half) begin(p []byte, source *Source) {
	h.p, h.n, h.err, h.source, h.waited = p, 0, nil, source, false
}

func (h *half) end() {
	h.p = nil
	h.mu.Unlock()
}

// until notes a deadline for the events that tell it.
func (h *half) until(t time.Time) {
	if t.IsZero() {
		h.deadline.Store(nil)
		return
	}
	t = t.Round(0).UTC()
	h.deadline.Store(&t)
}

// blocks reports that the call cannot go on by itself, once.
func (h *half) blocks() {
	if h.waited {
		return
	}
	h.waited = true
	e := h.event(Waiting)
	e.Call = h.call
	if t := h.deadline.Load(); t != nil {
		e.Deadline = *t
	}
	h.conn.events.append(&e)
}

func (h *half) event(kind Kind) Event {
	return Event{Kind: kind, Conn: h.conn.number, Peer: h.conn.peer, Source: h.source}
}

// report tells how the call went: done are the bytes that it moved.
func (h *half) report(done []byte, err error) {
	timeout := err != nil && errors.Is(err, os.ErrDeadlineExceeded)
	if len(done) > 0 || err != nil && !timeout {
		e := h.event(h.kind)
		e.Bytes, e.Data = len(done), firstOf(done)
		if h.records != nil {
			e.TLS = h.records.parse(done)
		}
		if err != nil && !timeout {
			e.Error = cause(err)
		}
		h.conn.events.append(&e)
	}
	if timeout {
		e := h.event(Timeout)
		e.Call = h.call
		h.conn.events.append(&e)
	}
}

// cause is an error without what package net puts around it: the event has the
// call and the address already.
func cause(err error) string {
	if call, ok := errors.AsType[*os.SyscallError](err); ok {
		return call.Err.Error()
	}
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return op.Err.Error()
	}
	return err.Error()
}
