package memnet

import (
	"context"
	"net"
	"os"
	"slices"
	"sync"
	"time"
)

// Listener is a net.Listener of a Network.
type Listener struct {
	network *Network
	addr    *net.TCPAddr
	backlog int

	mu       sync.Mutex
	changed  sync.Cond
	queue    []*Conn // connected and not accepted yet
	closed   bool
	deadline deadline
}

// Addr returns the listener's address, a *net.TCPAddr.
func (l *Listener) Addr() net.Addr { return l.addr }

// Accept waits for the next connection.
func (l *Listener) Accept() (net.Conn, error) { return l.AcceptFunc(nil) }

// AcceptFunc is Accept that calls onWait once, before it blocks. onWait may be nil.
func (l *Listener) AcceptFunc(onWait func()) (net.Conn, error) {
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
		block(&l.changed, &onWait)
	}
}

// enqueue adds a connection to the queue. It waits while the queue is full.
func (l *Listener) enqueue(ctx context.Context, c *Conn) error {
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
			return errConnRefused
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

// SetDeadline sets the deadline of Accept; a zero t removes it.
func (l *Listener) SetDeadline(t time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return l.opError("set", net.ErrClosed)
	}
	l.deadline.set(t, &l.changed)
	return nil
}

// Close closes the listener and releases its port. It resets connections that are not
// accepted yet.
func (l *Listener) Close() error {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return l.opError("close", net.ErrClosed)
	}
	l.closed = true
	l.deadline.stop()
	queued := l.queue
	l.queue = nil
	l.changed.Broadcast()
	l.mu.Unlock()
	l.network.releasePort(l.addr)
	for _, c := range queued {
		c.abort()
	}
	return nil
}

func (l *Listener) opError(op string, err error) error {
	return &net.OpError{Op: op, Net: "tcp", Addr: l.addr, Err: err}
}
