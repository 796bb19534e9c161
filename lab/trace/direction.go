package trace

import (
	"errors"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"socketschool/lab/event"
)

// direction is one direction of a connection, and the call in progress.
type direction struct {
	conn    *conn
	kind    event.Kind
	call    event.Call
	move    func() (int, error) // makes the call, and calls reportWait before it blocks
	records *recordParser       // nil unless the bytes are TLS

	deadline atomic.Pointer[time.Time] // nil for none

	mu     sync.Mutex // one call at a time, as in package net
	p      []byte
	n      int
	err    error
	source *event.Source
	depth  int  // of source on the stack
	waited bool // the call has been reported as waiting
}

func (d *direction) init(c *conn, kind event.Kind, call event.Call) {
	d.conn, d.kind, d.call = c, kind, call
	if c.tls {
		d.records = new(recordParser)
	}
	switch inner := c.inner.(type) {
	case *net.TCPConn:
		d.move = d.moveTCP(inner)
	case waitNotifier:
		d.move = d.moveNotifying(inner)
	default:
		d.move = d.moveGeneric(inner)
	}
}

// waitNotifier is a connection that calls onWait before a read or write blocks.
type waitNotifier interface {
	ReadFunc(p []byte, onWait func()) (int, error)
	WriteFunc(p []byte, onWait func()) (int, error)
}

func (d *direction) moveNotifying(inner waitNotifier) func() (int, error) {
	onWait := d.reportWait
	if d.call == event.CallWrite {
		return func() (int, error) { return inner.WriteFunc(d.p, onWait) }
	}
	return func() (int, error) { return inner.ReadFunc(d.p, onWait) }
}

// moveGeneric is for a connection of which it is not known whether a call blocks:
// each is reported as waiting.
func (d *direction) moveGeneric(inner net.Conn) func() (int, error) {
	call := inner.Read
	if d.call == event.CallWrite {
		call = inner.Write
	}
	return func() (int, error) {
		d.reportWait()
		return call(d.p)
	}
}

// begin starts a call. The caller holds d.mu.
func (d *direction) begin(p []byte, source *event.Source) {
	d.p, d.n, d.err, d.source, d.waited = p, 0, nil, source, false
}

// end ends a call and unlocks d.mu.
func (d *direction) end() {
	d.p = nil
	d.mu.Unlock()
}

// setDeadline stores the deadline for waiting events.
func (d *direction) setDeadline(t time.Time) {
	if t.IsZero() {
		d.deadline.Store(nil)
		return
	}
	t = t.Round(0).UTC()
	d.deadline.Store(&t)
}

// reportWait reports the call as waiting, once.
func (d *direction) reportWait() {
	if d.waited {
		return
	}
	d.waited = true
	e := d.event(event.KindWaiting)
	e.Call = d.call
	if t := d.deadline.Load(); t != nil {
		e.Deadline = *t
	}
	d.conn.events.Append(&e)
}

func (d *direction) event(kind event.Kind) event.Event {
	return event.Event{Kind: kind, Conn: d.conn.number, Peer: d.conn.peer, Source: d.source}
}

// report reports a call that has returned. moved are the bytes read or written.
func (d *direction) report(moved []byte, err error) {
	timeout := err != nil && errors.Is(err, os.ErrDeadlineExceeded)
	if len(moved) > 0 || err != nil && !timeout {
		e := d.event(d.kind)
		e.Bytes, e.Data = len(moved), event.FirstOf(moved)
		if d.records != nil {
			e.TLS = d.records.parse(moved)
		}
		if err != nil && !timeout {
			e.Error = cause(err)
		}
		d.conn.events.Append(&e)
	}
	if timeout {
		e := d.event(event.KindTimeout)
		e.Call = d.call
		d.conn.events.Append(&e)
	}
}

// cause returns the text of an error without the operation and the addresses that
// package net adds: the event has them.
func cause(err error) string {
	if call, ok := errors.AsType[*os.SyscallError](err); ok {
		return call.Err.Error()
	}
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return op.Err.Error()
	}
	return err.Error()
}
