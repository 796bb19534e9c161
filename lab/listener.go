package lab

import (
	"errors"
	"net"
	"os"
	"time"
)

// tracer is what a lab's listener and connections report to.
type tracer struct {
	events *Log
	conns  *connTable
	sites  *callsites
	tls    bool // the bytes are TLS records
}

// listener is what the example server accepts from: it numbers connections and
// reports what it and they do.
type listener struct {
	net.Listener
	*tracer
}

// deadlineListener is a listener that also has a TCP listener's deadline.
type deadlineListener struct {
	*listener
	inner interface{ SetDeadline(time.Time) error }
}

func (l *deadlineListener) SetDeadline(t time.Time) error { return l.inner.SetDeadline(t) }

func newListener(inner net.Listener, t *tracer) net.Listener {
	l := &listener{inner, t}
	if d, ok := inner.(interface{ SetDeadline(time.Time) error }); ok {
		return &deadlineListener{l, d}
	}
	return l
}

func (l *listener) Accept() (net.Conn, error) {
	source := l.sites.caller(nil)
	inner, err := l.accept(func() {
		l.events.append(&Event{Kind: Waiting, Call: CallAccept, Source: source})
	})
	if err != nil {
		if errors.Is(err, os.ErrDeadlineExceeded) {
			l.events.append(&Event{Kind: Timeout, Call: CallAccept, Source: source})
		}
		return nil, err
	}
	BoundWriteBuffer(inner)
	c := newConn(inner, l.tracer)
	if !l.conns.add(c) {
		inner.Close()
		return nil, net.ErrClosed
	}
	l.events.append(&Event{Kind: Accept, Conn: c.number, Peer: c.peer, Source: source})
	switch inner := inner.(type) {
	case *net.TCPConn:
		return &tcpConn{c, hostTCP{inner}}, nil
	case streamConn:
		return &stream{c, otherTCP{inner}}, nil
	}
	return c, nil
}

// accept accepts, and calls waits before it waits.
func (l *listener) accept(waits func()) (net.Conn, error) {
	if ln, ok := l.Listener.(interface {
		AcceptFunc(waits func()) (net.Conn, error)
	}); ok {
		return ln.AcceptFunc(waits)
	}
	if !clientWaits(l.Listener) {
		waits()
	}
	return l.Listener.Accept()
}
