package memnet

import (
	"context"
	"net"
	"os"
	"slices"
	"sync"
	"time"
)

// Listener is a net.Listener for the connections that are dialled to its port.
type Listener struct {
	network *Network
	addr    *net.TCPAddr
	backlog int

	mu       sync.Mutex
	changed  sync.Cond
	queue    []*Conn // dialled and not accepted
	closed   bool
	deadline deadline
}

// Addr is the listener's address, a *net.TCPAddr.
func (l *Listener) Addr() net.Addr { return l.addr }

// Accept waits for the next connection.
func (l *Listener) Accept() (net.Conn, error) { return l.AcceptFunc(nil) }

// AcceptFunc is Accept, and calls waits once, just before it would block.
func (l *Listener) AcceptFunc(waits func()) (net.Conn, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		switch {
		case l.closed:
			return nil, l.opError("accept", net.ErrClosed)
		case l.deadline.passed:
			return nil, l.opError("accept", os.ErrDeadlineExceeded)
		case len(l.queue) > 0:
			c := l.queue[0]
			l.queue = slices.Delete(l.queue, 0, 1)
			l.changed.Broadcast()
			return c, nil
		}
		block(&l.changed, &waits)
	}
}

// offer puts a connection in the queue, as soon as there is room.
func (l *Listener) offer(ctx context.Context, c *Conn) error {
	defer context.AfterFunc(ctx, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.changed.Broadcast()
	})()
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		switch err := ctx.Err(); {
		case l.closed:
			return refused
		case err != nil:
			return err
		case len(l.queue) < l.backlog:
			l.queue = append(l.queue, c)
			l.changed.Broadcast()
			return nil
		}
		l.changed.Wait()
	}
}

// SetDeadline bounds Accept in time; a zero t lifts the bound.
func (l *Listener) SetDeadline(t time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return l.opError("set", net.ErrClosed)
	}
	l.deadline.set(t, &l.changed)
	return nil
}

// Close gives the port back. Connections that nobody has accepted are reset.
func (l *Listener) Close() error {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return l.opError("close", net.ErrClosed)
	}
	l.closed = true
	l.deadline.stop()
	left := l.queue
	l.queue = nil
	l.changed.Broadcast()
	l.mu.Unlock()
	l.network.release(l.addr.Port)
	for _, c := range left {
		c.abort()
	}
	return nil
}

func (l *Listener) opError(op string, err error) error {
	return &net.OpError{Op: op, Net: "tcp", Addr: l.addr, Err: err}
}
