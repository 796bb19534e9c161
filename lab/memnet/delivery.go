package memnet

import (
	"bytes"
	"cmp"
	"net"
	"sync"
	"time"
)

// link connects two ends, and has the lock of both.
type link struct {
	network *Network

	mu      sync.Mutex
	latency time.Duration // one way
	lost    bool          // partitioned: nothing arrives any more
	open    int           // ends that are not closed
	client  *net.TCPAddr  // address to release
}

// connect returns the two ends of a new connection.
func (n *Network) connect(local, remote *net.TCPAddr) (client, server *Conn) {
	l := &link{network: n, latency: n.Latency, open: 2, client: local}
	size := cmp.Or(n.Buffer, DefaultBuffer)
	client, server = l.end(local, remote, size), l.end(remote, local, size)
	client.peer, server.peer = server, client
	return client, server
}

func (l *link) end(local, remote *net.TCPAddr, size int) *Conn {
	c := &Conn{link: l, local: local, remote: remote, bufferSize: size, window: size, done: make(chan struct{})}
	c.changed.L = &l.mu
	return c
}

// send delivers f to the peer after the latency, in order. What was sent before, with a
// longer latency, delays it.
func (c *Conn) send(f func(peer *Conn)) {
	switch {
	case c.lost:
	case c.latency <= 0 && len(c.peer.pending) == 0:
		f(c.peer)
	default:
		now := time.Now()
		due := now.Add(c.latency)
		if len(c.peer.pending) > 0 && due.Before(c.peer.lastDue) {
			due = c.peer.lastDue
		}
		c.peer.lastDue = due
		c.peer.pending = append(c.peer.pending, f)
		time.AfterFunc(due.Sub(now), c.peer.arrive)
	}
}

// arrive executes the first pending delivery. Timers that are due may fire in any order:
// as many have fired as deliveries are due.
func (c *Conn) arrive() {
	c.mu.Lock()
	defer c.mu.Unlock()
	f := c.pending[0]
	c.pending[0] = nil // frees what it refers to
	c.pending = c.pending[1:]
	if !c.lost {
		f(c)
	}
}

// Partition cuts the connection, as a broken cable does: nothing arrives any more in
// either direction, and neither end gets an error.
func (c *Conn) Partition() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lost = true
}

// Partitioned reports whether Partition was called, at either end.
func (c *Conn) Partitioned() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.lost
}

// WasReset reports whether either end has reset the connection.
func (c *Conn) WasReset() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.reset
}

// SetLatency sets the time, one way, of what either end sends from now on.
func (c *Conn) SetLatency(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.latency = d
}

// sendBytes sends p, which the caller may change afterwards.
func (c *Conn) sendBytes(p []byte) {
	if c.latency > 0 || len(c.peer.pending) > 0 {
		p = bytes.Clone(p)
	}
	c.inFlight += len(p)
	c.send(func(peer *Conn) {
		c.inFlight -= len(p)
		peer.takeBytes(p)
	})
}

// takeBytes receives bytes. An end that is closed in both directions answers with an
// RST.
func (c *Conn) takeBytes(p []byte) {
	switch {
	case c.reset:
	case c.readClosed && c.writeClosed:
		c.reset = true
		c.err = errConnReset // for calls on an end that is shut down and not closed
		c.closeIfDone()
		c.send((*Conn).takeReset)
	default:
		c.data.put(p)
		c.changed.Broadcast()
	}
}

// sendFIN sends this end's FIN.
func (c *Conn) sendFIN() {
	c.finFirst = !c.fin
	c.send((*Conn).takeFIN)
}

// takeFIN receives the peer's FIN, and acknowledges it.
func (c *Conn) takeFIN() {
	c.fin = true
	c.noteOver()
	c.send(func(peer *Conn) {
		peer.finAcked = true
		peer.noteOver()
	})
	c.changed.Broadcast()
	c.closeIfDone()
}

// takeReset receives the peer's RST. What has arrived before it can still be read.
// After the peer's FIN, the reset is reported as a broken pipe.
func (c *Conn) takeReset() {
	if c.reset || c.writeClosed && c.fin {
		return
	}
	c.reset = true
	c.err = errConnReset
	if c.fin {
		c.err = errBrokenPipe
	}
	c.changed.Broadcast()
	c.closeIfDone()
}

// takeError returns the error of the reset, the first time it is called.
func (c *Conn) takeError() error {
	err := c.err
	c.err = nil
	return err
}

// grantWindow lets n more bytes be sent.
func (c *Conn) grantWindow(n int) {
	c.window += n
	c.changed.Broadcast()
}

// resize sets the buffer size of this end, and grants the peer the difference.
func (c *Conn) resize(size int) {
	size = max(size, 1)
	more := size - c.bufferSize
	c.bufferSize = size
	c.peer.grantWindow(more)
}

// closeIfDone closes the channel of Done if nothing more can arrive.
func (c *Conn) closeIfDone() {
	if c.reset || c.closed || c.writeClosed && c.fin {
		select {
		case <-c.done:
		default:
			close(c.done)
		}
	}
}

// releasePort releases the client's port when both ends are closed.
func (c *Conn) releasePort() {
	c.open--
	if c.open == 0 {
		c.network.releasePort(c.client)
	}
}

// recvBuffer is a queue of bytes.
type recvBuffer struct{ bytes.Buffer }

// idleBytes is how much memory an empty buffer keeps, of many connections that are
// idle after a flood.
const idleBytes = 4 << 10

func (b *recvBuffer) put(p []byte) { _, _ = b.Write(p) }

func (b *recvBuffer) take(p []byte) int {
	n, _ := b.Read(p)
	if b.Len() == 0 && b.Cap() > idleBytes {
		*b = recvBuffer{}
	}
	return n
}
