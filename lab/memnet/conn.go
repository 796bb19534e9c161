package memnet

import (
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// Conn is one end of a connection. It has the methods of *net.TCPConn that do not
// need a descriptor.
type Conn struct {
	*link
	peer          *Conn
	local, remote *net.TCPAddr
	done          chan struct{}
	writing       sync.Mutex // one Write at a time: writes do not mix

	// Guarded by link.mu.
	changed     sync.Cond     // some of these have changed
	data        recvBuffer    // received and not read yet
	window      int           // bytes that may be sent: the room in the peer's buffer
	bufferSize  int           // of data, in bytes
	fin         bool          // the peer's FIN has arrived
	finAcked    bool          // the peer has acknowledged this end's FIN
	finFirst    bool          // this end has sent its FIN before the peer's has arrived
	overAt      time.Time     // when both FINs have been sent, received and acknowledged
	inFlight    int           // bytes that have been sent and have not arrived
	readClosed  bool          // CloseRead or Close was called
	writeClosed bool          // CloseWrite or Close was called
	closed      bool          // Close was called
	linger0     bool          // Close resets
	reset       bool          // by either end
	err         error         // of the reset; returned once
	pending     []func(*Conn) // deliveries that have not arrived at this end
	lastDue     time.Time     // when the last of them arrives
	readUntil   deadline
	writeUntil  deadline
}

// LocalAddr returns this end's address, a *net.TCPAddr.
func (c *Conn) LocalAddr() net.Addr { return c.local }

// RemoteAddr returns the other end's address, a *net.TCPAddr.
func (c *Conn) RemoteAddr() net.Addr { return c.remote }

// Read reads what has arrived. It waits for at least one byte.
func (c *Conn) Read(p []byte) (int, error) { return c.ReadFunc(p, nil) }

// ReadFunc is Read that calls onWait once, before it blocks. onWait may be nil.
func (c *Conn) ReadFunc(p []byte, onWait func()) (int, error) {
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
			c.send(func(peer *Conn) { peer.grantWindow(n) })
			return n, nil
		case c.fin:
			return 0, io.EOF
		case c.err != nil:
			return 0, c.opError("read", c.takeError())
		case c.reset, c.readClosed:
			return 0, io.EOF
		}
		block(&c.changed, &onWait)
	}
}

// Write returns when all of p has been sent or is in the peer's buffer.
func (c *Conn) Write(p []byte) (int, error) { return c.WriteFunc(p, nil) }

// WriteFunc is Write that calls onWait once, before it blocks. onWait may be nil.
func (c *Conn) WriteFunc(p []byte, onWait func()) (n int, err error) {
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
			return n, c.opError("write", c.takeError())
		case c.writeClosed, c.reset:
			return n, c.opError("write", errBrokenPipe)
		case len(p) == 0:
			return 0, nil
		case c.window > 0:
			chunk := p[n:min(len(p), n+c.window)]
			n += len(chunk)
			c.window -= len(chunk)
			c.sendBytes(chunk)
			if n == len(p) {
				return n, nil
			}
			continue
		}
		block(&c.changed, &onWait)
	}
}

// block waits for a change. If onWait has not been called, it calls onWait without
// the lock instead. The caller must check its condition again.
func block(changed *sync.Cond, onWait *func()) {
	if f := *onWait; f != nil {
		*onWait = nil
		changed.L.Unlock()
		defer changed.L.Lock()
		f()
		return
	}
	changed.Wait()
}

// Close closes the connection: with a FIN after what was written, or with an RST if
// received bytes were not read or after SetLinger(0).
func (c *Conn) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return c.opError("close", net.ErrClosed)
	}
	switch {
	case c.reset:
	case c.linger0, c.data.Len() > 0:
		c.reset = true
		c.send((*Conn).takeReset)
	case !c.writeClosed:
		c.sendFIN()
	}
	c.closed, c.readClosed, c.writeClosed = true, true, true
	c.data = recvBuffer{}
	c.readUntil.stop()
	c.writeUntil.stop()
	c.changed.Broadcast()
	c.closeIfDone()
	c.releasePort()
	return nil
}

// abort closes with an RST.
func (c *Conn) abort() {
	_ = c.SetLinger(0)
	_ = c.Close()
}

// CloseRead makes Read return io.EOF after what has arrived. As on Linux, the peer
// does not learn of it and may go on sending.
func (c *Conn) CloseRead() error {
	return c.shutdown(func() { c.readClosed = true })
}

// CloseWrite sends a FIN after what was written.
func (c *Conn) CloseWrite() error {
	return c.shutdown(func() {
		if !c.writeClosed {
			c.writeClosed = true
			c.sendFIN()
		}
	})
}

// shutdown calls f if one direction can be shut down.
func (c *Conn) shutdown(f func()) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closed:
		return c.opError("close", net.ErrClosed)
	case c.reset, c.writeClosed && c.fin:
		return c.opError("close", errNotConnected)
	}
	f()
	c.changed.Broadcast()
	c.closeIfDone()
	return nil
}

// Done returns a channel that is closed when nothing more can arrive: after a reset
// by either end, after the FINs of both ends, or after Close.
func (c *Conn) Done() <-chan struct{} { return c.done }

// locked calls f with the lock held, if the connection is not closed.
func (c *Conn) locked(f func()) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return c.opError("set", net.ErrClosed)
	}
	f()
	return nil
}

// SetDeadline sets the deadline of Read and Write; a zero t removes it.
func (c *Conn) SetDeadline(t time.Time) error { return c.setDeadlines(t, &c.readUntil, &c.writeUntil) }

// SetReadDeadline sets the deadline of Read; a zero t removes it.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.setDeadlines(t, &c.readUntil) }

// SetWriteDeadline sets the deadline of Write; a zero t removes it.
func (c *Conn) SetWriteDeadline(t time.Time) error { return c.setDeadlines(t, &c.writeUntil) }

func (c *Conn) setDeadlines(t time.Time, deadlines ...*deadline) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed { // package net returns an error with one address here
		return &net.OpError{Op: "set", Net: "tcp", Addr: c.local, Err: net.ErrClosed}
	}
	for _, d := range deadlines {
		d.set(t, &c.changed)
	}
	return nil
}

// SetLinger makes Close reset the connection if seconds is 0. Otherwise Close sends a
// FIN and does not wait.
func (c *Conn) SetLinger(seconds int) error { return c.locked(func() { c.linger0 = seconds == 0 }) }

// SetReadBuffer sets the buffer size of the direction to this end.
func (c *Conn) SetReadBuffer(bytes int) error { return c.locked(func() { c.resize(bytes) }) }

// SetWriteBuffer sets the buffer size of the direction to the peer.
func (c *Conn) SetWriteBuffer(bytes int) error { return c.locked(func() { c.peer.resize(bytes) }) }

// SetNoDelay does nothing: bytes are never delayed.
func (c *Conn) SetNoDelay(bool) error { return c.locked(func() {}) }

// SetKeepAlive does nothing: a partition is not detected.
func (c *Conn) SetKeepAlive(bool) error { return c.locked(func() {}) }

// SetKeepAlivePeriod does nothing, as SetKeepAlive.
func (c *Conn) SetKeepAlivePeriod(time.Duration) error { return c.locked(func() {}) }

// SetKeepAliveConfig does nothing, as SetKeepAlive.
func (c *Conn) SetKeepAliveConfig(net.KeepAliveConfig) error { return c.locked(func() {}) }
