package trace

import (
	"context"
	"io/fs"
	"log/slog"
	"net"
	"runtime/pprof"
	"strconv"
	"sync"

	"socketschool/lab/event"
)

// ConnLabel is the key of the label (runtime/pprof) of goroutines that were started for a
// connection: its number.
const ConnLabel = "socketschool.conn"

// Config configures a Tracer.
type Config struct {
	Events *event.Log

	// Serve is the server's function. Calls are attributed to the lines of its
	// package; nil attributes none.
	Serve func(ctx context.Context, ln net.Listener, log *slog.Logger) error

	// Sources are the files of that package, by base name. With them a deferred
	// call is attributed to its defer statement. It may be nil.
	Sources fs.FS

	// TLS says that the bytes are TLS records, which are then reported.
	TLS bool

	// Labels has the labels of the server's goroutines (runtime/pprof). One that has
	// accepted a connection gets its number as ConnLabel, until it calls Accept again, and
	// those that it starts meanwhile have it. If nil, Accept sets no labels.
	Labels context.Context

	// OnAccept is called with each accepted connection. It may be nil.
	OnAccept func(net.Conn)
}

// Tracer reports what happens on one listener and its connections.
type Tracer struct {
	events    *event.Log
	conns     connTable
	callsites *callsites
	tls       bool
	labels    context.Context // may be nil
	onAccept  func(net.Conn)

	holds sync.RWMutex // read-locked while Accept must not return a connection

	closing  sync.Once
	closed   chan struct{} // closed with the listener
	closedAt *event.Source // set before that
}

// New returns a tracer for one listener.
func New(cfg Config) *Tracer {
	return &Tracer{
		events:    cfg.Events,
		callsites: newCallsites(cfg.Serve, cfg.Sources),
		tls:       cfg.TLS,
		labels:    cfg.Labels,
		onAccept:  cfg.OnAccept,
		closed:    make(chan struct{}),
	}
}

// ListenerClosed returns a channel that is closed when the listener is.
func (t *Tracer) ListenerClosed() <-chan struct{} { return t.closed }

// ListenerClosedAt returns the line of the server that has closed the listener, or nil.
// Call it after ListenerClosed.
func (t *Tracer) ListenerClosedAt() *event.Source { return t.closedAt }

// Hold keeps the listener's Accept from returning a connection until release is called.
func (t *Tracer) Hold() (release func()) {
	t.holds.RLock()
	return t.holds.RUnlock
}

// awaitHolds waits until no caller holds Accept.
func (t *Tracer) awaitHolds() {
	t.holds.Lock()
	defer t.holds.Unlock()
}

// Listener returns ln with tracing.
func (t *Tracer) Listener(ln net.Listener) net.Listener {
	l := &listener{ln, t}
	if d, ok := ln.(deadliner); ok {
		return &deadlineListener{l, d}
	}
	return l
}

// Caller returns the innermost line of the server on the calling goroutine's stack,
// or nil if there is none.
func (t *Tracer) Caller() *event.Source { return t.callsites.caller(nil) }

// IsServer reports whether a function, by its full name, is in the server's package.
func (t *Tracer) IsServer(function string) bool { return t.callsites.isServer(function) }

// ServeName returns the full name of the server's function, or "" if it has none.
func (t *Tracer) ServeName() string { return t.callsites.serve }

// label sets the labels of the calling goroutine. conn is the connection that it has
// accepted, or 0.
func (t *Tracer) label(conn uint64) {
	if t.labels == nil {
		return
	}
	labels := t.labels
	if conn != 0 {
		labels = pprof.WithLabels(labels, pprof.Labels(ConnLabel, strconv.FormatUint(conn, 10)))
	}
	pprof.SetGoroutineLabels(labels)
}

// Accepted returns how many connections have been accepted.
func (t *Tracer) Accepted() uint64 { return t.conns.accepted() }

// ConnNumber returns the number of the open connection with that remote address,
// or 0 if there is none.
func (t *Tracer) ConnNumber(peer string) uint64 { return t.conns.number(peer) }

// Conns returns the open connections and the last 64 that the server has closed, in the
// order of their numbers.
func (t *Tracer) Conns() []Conn { return t.conns.all() }

// CloseAll closes the open connections, and those that are accepted later.
func (t *Tracer) CloseAll() { t.conns.closeAll() }
