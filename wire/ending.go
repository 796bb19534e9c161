package wire

import (
	"errors"
	"io"
	"os"
	"sync"
	"time"

	"socketschool/lab"
)

// LingerTime is how long a connection that is ending may take for the rest of
// its bytes, either way.
const LingerTime = 2 * time.Second

// Soon is when a connection that is ending is given up.
func Soon() time.Time { return time.Now().Add(LingerTime) }

// longAgo, as a read's deadline, ends the read now.
var longAgo = time.Unix(1, 0)

// Ending gathers what is known of how a client's connection ends, from whoever
// meets it: the page asks for it or goes away, writing to the server fails, the
// lab stops. Whoever reads the server, in one goroutine, asks after each read
// what is to be done.
type Ending struct {
	lab      *lab.Lab
	all      <-chan struct{}
	kicked   chan struct{}
	lastCall time.Time // the reader's: when the connection is given up

	mu       sync.Mutex
	conn     readDeadliner // nil before it is connected
	eof      bool          // the server's FIN has come
	fin      bool          // the page's FIN has gone out
	reset    bool          // the page asked for an RST
	pageGone bool
	labEnded bool
	failed   error // what writing to the server has failed with
}

type readDeadliner interface{ SetReadDeadline(time.Time) error }

// NewEnding is for a client of l. all is closed when every lab ends; it may be
// nil.
func NewEnding(l *lab.Lab, all <-chan struct{}) *Ending {
	return &Ending{lab: l, all: all, kicked: make(chan struct{}, 1)}
}

// Connected says which connection is read.
func (e *Ending) Connected(conn readDeadliner) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.conn = conn
	if e.labEnded {
		e.kick()
	}
}

// kick has the reader look here again.
func (e *Ending) kick() {
	select {
	case e.kicked <- struct{}{}:
	default:
	}
	if e.conn != nil {
		_ = e.conn.SetReadDeadline(longAgo)
	}
}

// Kicked has a note when something has happened that the reader, if it waits for
// the end of a half-open connection and not in a read, should know of.
func (e *Ending) Kicked() <-chan struct{} { return e.kicked }

// Next is what the reader does next.
type Next int

// After a read the connection goes on, or one half of it does, or none.
const (
	ReadOn   Next = iota
	HalfOpen      // the server sends no more, the page may
	Over
)

// After tells what to do, given what reading the server returned. A deadline
// that has passed is a call to look here again: where the connection is about
// to end, the rest of its bytes gets LingerTime to arrive.
func (e *Ending) After(err error) Next {
	switch {
	case err == nil:
		return ReadOn
	case errors.Is(err, os.ErrDeadlineExceeded):
		return e.linger()
	case errors.Is(err, io.EOF) && e.met():
		return HalfOpen
	}
	return Over
}

func (e *Ending) linger() Next {
	if e.lastCall.IsZero() {
		e.lastCall = Soon()
	}
	if !time.Now().Before(e.lastCall) {
		return Over
	}
	_ = e.conn.SetReadDeadline(e.lastCall)
	return ReadOn
}

// met notes the server's FIN, and tells whether it is the server's own doing,
// so that the page's half of the connection lives on.
func (e *Ending) met() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.eof = true
	return !e.labEnded && !e.pageGone && !e.LabEnding()
}

// Settled tells whether a connection whose server has sent its FIN is over, and
// how.
func (e *Ending) Settled() (last Notice, over bool) {
	e.mu.Lock()
	fin, over := e.fin, e.failed != nil || e.labEnded || e.pageGone || e.reset
	e.mu.Unlock()
	switch {
	case over:
		return e.Notice(io.EOF), true
	case fin:
		return Ended(), true
	}
	return Notice{}, false
}

// Notice tells the page how the connection ended, given what reading the server
// returned last.
func (e *Ending) Notice(read error) Notice {
	e.mu.Lock()
	end := End{Reset: e.reset, Read: read, Write: e.failed}
	e.mu.Unlock()
	if e.LabEnding() {
		end.Lab = e.lab
	}
	return end.Notice()
}

// LabEnding tells whether the lab has ended or is about to.
func (e *Ending) LabEnding() bool {
	select {
	case <-e.lab.Ending():
		return true
	case <-e.all:
		return true
	default:
		return false
	}
}

// SentFIN says that the page's FIN has gone out.
func (e *Ending) SentFIN() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.fin = true
	if e.eof { // else there is more to read, and no hurry
		e.kick()
	}
}

// WriteFailed says that the server takes no more, and why.
func (e *Ending) WriteFailed(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.failed = err
	e.kick()
}

// PageReset says that the page has asked for an RST.
func (e *Ending) PageReset() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.reset = true
}

// PageLeft says that nobody is there to be told any more.
func (e *Ending) PageLeft() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.pageGone = true
}

// PageGone is what PageLeft has said.
func (e *Ending) PageGone() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.pageGone
}

// PageReadsOn tells whether the page has neither left nor asked for an RST.
func (e *Ending) PageReadsOn() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return !e.pageGone && !e.reset
}

// LabEnded says that the server's last FIN or RST is on its way, or has come.
func (e *Ending) LabEnded() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.labEnded = true
	e.kick()
}
