package trace

import (
	"errors"
	"net"
	"os"
	"time"

	"socketschool/lab/event"
)

// listener reports the Accept calls, and the first Close, of the listener that it wraps.
type listener struct {
	net.Listener
	*Tracer
}

// deadliner is a listener with a deadline, as TCP's.
type deadliner interface{ SetDeadline(time.Time) error }

// deadlineListener is a listener with a deadline.
type deadlineListener struct {
	*listener
	deadliner
}

func (l *listener) Accept() (net.Conn, error) {
	l.label(0)
	source := l.callsites.caller(nil)
	inner, err := l.accept(func() {
		l.events.Append(&event.Event{Kind: event.KindWaiting, Call: event.CallAccept, Source: source})
	})
	if err != nil {
		if errors.Is(err, os.ErrDeadlineExceeded) {
			l.events.Append(&event.Event{Kind: event.KindTimeout, Call: event.CallAccept, Source: source})
		}
		return nil, err
	}
	l.awaitHolds()
	if l.onAccept != nil {
		l.onAccept(inner)
	}
	c := newConn(inner, l.Tracer)
	if !l.conns.add(c) {
		inner.Close()
		return nil, net.ErrClosed
	}
	l.events.Append(&event.Event{Kind: event.KindAccept, Conn: c.number, Peer: c.peer, Source: source})
	l.label(c.number)
	switch inner := inner.(type) {
	case *net.TCPConn:
		return &tracedTCP{c, embeddedTCP{inner}}, nil
	case tcpLike:
		return &tracedStream{c, embeddedStream{inner}}, nil
	}
	return c, nil
}

func (l *listener) Close() error {
	l.closing.Do(func() {
		l.closedAt = l.callsites.caller(nil)
		close(l.closed)
	})
	return l.Listener.Close()
}

// accept accepts a connection. It calls onWait before it blocks.
func (l *listener) accept(onWait func()) (net.Conn, error) {
	if ln, ok := l.Listener.(interface {
		AcceptFunc(onWait func()) (net.Conn, error)
	}); ok {
		return ln.AcceptFunc(onWait)
	}
	if !clientPending(l.Listener) {
		onWait()
	}
	return l.Listener.Accept()
}
