package memnet

import (
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// Conn is one end of a connection. It offers what *net.TCPConn does, the
// kernel's descriptor apart.
type Conn struct {
	*link
	peer          *Conn
	local, remote *net.TCPAddr
	over          chan struct{}
	writing       sync.Mutex // one Write at a time: what it writes stays together

	// Guarded by link.mu.
	changed    sync.Cond     // any of these, for the better
	data       inbox         // arrived, and not yet read
	room       int           // bytes that may be sent: what the peer's buffer still takes
	size       int           // bytes of the buffer for what arrives
	fin        bool          // the peer's FIN has arrived
	deaf       bool          // CloseRead or Close was called
	ended      bool          // CloseWrite or Close was called
	closed     bool          // Close was called
	hard       bool          // Close is to reset
	reset      bool          // by either end
	err        error         // the reset, to be told once
	coming     []func(*Conn) // what is underway to this end
	readUntil  deadline
	writeUntil deadline
}

// LocalAddr is this end's address, a *net.TCPAddr.
func (c *Conn) LocalAddr() net.Addr { return c.local }

// RemoteAddr is the other end's address, a *net.TCPAddr.
func (c *Conn) RemoteAddr() net.Addr { return c.remote }

// Read returns what has arrived, as soon as that is a byte.
func (c *Conn) Read(p []byte) (int, error) { return c.ReadFunc(p, nil) }

// ReadFunc is Read, and calls waits once, just before it would block.
func (c *Conn) ReadFunc(p []byte, waits func()) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		switch {
		case c.closed:
			return 0, c.opError("read", net.ErrClosed)
		case len(p) == 0:
			return 0, nil
		case c.readUntil.passed:
			return 0, c.opError("read", os.ErrDeadlineExceeded)
		case c.data.Len() > 0:
			n := c.data.take(p)
			c.send(func(peer *Conn) { peer.widen(n) })
			return n, nil
		case c.fin:
			return 0, io.EOF
		case c.err != nil:
			return 0, c.opError("read", c.failure())
		case c.reset, c.deaf:
			return 0, io.EOF
		}
		block(&c.changed, &waits)
	}
}

// Write returns once all of p is on its way or in the peer's buffer.
func (c *Conn) Write(p []byte) (int, error) { return c.WriteFunc(p, nil) }

// WriteFunc is Write, and calls waits once, just before it would block.
func (c *Conn) WriteFunc(p []byte, waits func()) (n int, err error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		switch {
		case c.closed:
			return n, c.opError("write", net.ErrClosed)
		case c.writeUntil.passed:
			return n, c.opError("write", os.ErrDeadlineExceeded)
		case c.err != nil:
			return n, c.opError("write", c.failure())
		case c.ended, c.reset:
			return n, c.opError("write", brokenPipe)
		case len(p) == 0:
			return 0, nil
		case c.room > 0:
			some := p[n:min(len(p), n+c.room)]
			n += len(some)
			c.room -= len(some)
			c.sendBytes(some)
			if n == len(p) {
				return n, nil
			}
			continue
		}
		block(&c.changed, &waits)
	}
}

// block waits for a change. A waits that is still to be called is called
// instead, without the lock: then the caller looks again.
func block(changed *sync.Cond, waits *func()) {
	if f := *waits; f != nil {
		*waits = nil
		changed.L.Unlock()
		defer changed.L.Lock()
		f()
		return
	}
	changed.Wait()
}

// Close ends the connection: with FIN, after what was written; or with RST,
// where bytes that have arrived were not read, or after SetLinger(0).
func (c *Conn) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return c.opError("close", net.ErrClosed)
	}
	switch {
	case c.reset:
	case c.hard, c.data.Len() > 0:
		c.reset = true
		c.send((*Conn).takeReset)
	case !c.ended:
		c.send((*Conn).takeFIN)
	}
	c.closed, c.deaf, c.ended = true, true, true
	c.data = inbox{}
	c.readUntil.stop()
	c.writeUntil.stop()
	c.changed.Broadcast()
	c.settle()
	c.leave()
	return nil
}

// abort closes with RST.
func (c *Conn) abort() {
	_ = c.SetLinger(0)
	_ = c.Close()
}

// CloseRead makes Read return io.EOF once all that has arrived is read. As on
// Linux the peer is not told, and may go on sending.
func (c *Conn) CloseRead() error {
	return c.shut(func() { c.deaf = true })
}

// CloseWrite sends the FIN, after what was written.
func (c *Conn) CloseWrite() error {
	return c.shut(func() {
		if !c.ended {
			c.ended = true
			c.send((*Conn).takeFIN)
		}
	})
}

func (c *Conn) shut(way func()) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closed:
		return c.opError("close", net.ErrClosed)
	case c.reset, c.ended && c.fin:
		return c.opError("close", notConnected)
	}
	way()
	c.changed.Broadcast()
	c.settle()
	return nil
}

// Over is closed when nothing can come any more: after a reset by either end,
// once both ends have sent their FIN, or after Close.
func (c *Conn) Over() <-chan struct{} { return c.over }

// set does what a setter does, on an open connection.
func (c *Conn) set(way func()) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return c.opError("set", net.ErrClosed)
	}
	way()
	return nil
}

// SetDeadline bounds Read and Write in time; a zero t lifts the bound.
func (c *Conn) SetDeadline(t time.Time) error { return c.bound(t, &c.readUntil, &c.writeUntil) }

// SetReadDeadline bounds Read in time; a zero t lifts the bound.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.bound(t, &c.readUntil) }

// SetWriteDeadline bounds Write in time; a zero t lifts the bound.
func (c *Conn) SetWriteDeadline(t time.Time) error { return c.bound(t, &c.writeUntil) }

func (c *Conn) bound(t time.Time, deadlines ...*deadline) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed { // package net names one address here
		return &net.OpError{Op: "set", Net: "tcp", Addr: c.local, Err: net.ErrClosed}
	}
	for _, d := range deadlines {
		d.set(t, &c.changed)
	}
	return nil
}

// SetLinger(0) has Close reset the connection. Other times do nothing more than
// take that back: Close never waits.
func (c *Conn) SetLinger(seconds int) error { return c.set(func() { c.hard = seconds == 0 }) }

// SetReadBuffer sets how many bytes the direction to this end holds.
func (c *Conn) SetReadBuffer(bytes int) error { return c.set(func() { c.resize(bytes) }) }

// SetWriteBuffer sets how many bytes the direction to the peer holds.
func (c *Conn) SetWriteBuffer(bytes int) error { return c.set(func() { c.peer.resize(bytes) }) }

// SetNoDelay does nothing: no byte is ever held back.
func (c *Conn) SetNoDelay(bool) error { return c.set(func() {}) }

// SetKeepAlive does nothing: a peer that is lost is never found out.
func (c *Conn) SetKeepAlive(bool) error { return c.set(func() {}) }

// SetKeepAlivePeriod does nothing, as SetKeepAlive.
func (c *Conn) SetKeepAlivePeriod(time.Duration) error { return c.set(func() {}) }

// SetKeepAliveConfig does nothing, as SetKeepAlive.
func (c *Conn) SetKeepAliveConfig(net.KeepAliveConfig) error { return c.set(func() {}) }
