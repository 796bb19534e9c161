package memnet

import (
	"bytes"
	"cmp"
	"net"
	"sync"
	"time"
)

// link is what lies between two ends, and the lock for both.
type link struct {
	network *Network
	latency time.Duration

	mu   sync.Mutex
	lost bool // nothing arrives any more
	open int  // ends that are not closed
	port int  // the client's port, to be given back
}

// connect makes the two ends of a connection.
func (n *Network) connect(local, remote *net.TCPAddr) (client, server *Conn) {
	l := &link{network: n, latency: n.Latency, open: 2, port: local.Port}
	size := cmp.Or(n.Buffer, DefaultBuffer)
	client, server = l.end(local, remote, size), l.end(remote, local, size)
	client.peer, server.peer = server, client
	return client, server
}

func (l *link) end(local, remote *net.TCPAddr, size int) *Conn {
	c := &Conn{link: l, local: local, remote: remote, size: size, room: size, over: make(chan struct{})}
	c.changed.L = &l.mu
	return c
}

// send has something happen to the peer, one latency from now and after all
// that was sent before.
func (c *Conn) send(what func(peer *Conn)) {
	switch {
	case c.lost:
	case c.latency <= 0:
		what(c.peer)
	default:
		c.peer.coming = append(c.peer.coming, what)
		time.AfterFunc(c.latency, c.peer.arrive)
	}
}

// arrive takes in what was sent first. Which timer came first does not matter:
// as many have come as things are due.
func (c *Conn) arrive() {
	c.mu.Lock()
	defer c.mu.Unlock()
	what := c.coming[0]
	c.coming[0] = nil // and what it holds
	c.coming = c.coming[1:]
	if !c.lost {
		what(c)
	}
}

// Lose has the connection's two ends lose each other, as when a cable is cut:
// from now on nothing arrives either way, and nobody is told.
func (c *Conn) Lose() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lost = true
}

// sendBytes sends a piece, which the caller may change afterwards.
func (c *Conn) sendBytes(p []byte) {
	if c.latency > 0 {
		p = bytes.Clone(p)
	}
	c.send(func(peer *Conn) { peer.takeBytes(p) })
}

// takeBytes has bytes arrive. An end that is closed both ways can give them to
// nobody, and says so by RST.
func (c *Conn) takeBytes(p []byte) {
	switch {
	case c.reset:
	case c.deaf && c.ended:
		c.reset = true
		c.err = reset // for calls on an end that is shut down and not closed
		c.settle()
		c.send((*Conn).takeReset)
	default:
		c.data.put(p)
		c.changed.Broadcast()
	}
}

func (c *Conn) takeFIN() {
	c.fin = true
	c.changed.Broadcast()
	c.settle()
}

// takeReset has the peer's RST arrive. What has arrived before can still be
// read. An end that had its peer's FIN already, and so knows that nothing more
// will come, learns of the reset by a broken pipe.
func (c *Conn) takeReset() {
	if c.reset || c.ended && c.fin {
		return
	}
	c.reset = true
	c.err = reset
	if c.fin {
		c.err = brokenPipe
	}
	c.changed.Broadcast()
	c.settle()
}

// failure is the reset, which is told once.
func (c *Conn) failure() error {
	err := c.err
	c.err = nil
	return err
}

// widen has room for n more bytes, of which the peer has told.
func (c *Conn) widen(n int) {
	c.room += n
	c.changed.Broadcast()
}

// resize sets how much the buffer of this end holds; the peer is told.
func (c *Conn) resize(size int) {
	size = max(size, 1)
	more := size - c.size
	c.size = size
	c.peer.widen(more)
}

// settle closes Over when its time has come.
func (c *Conn) settle() {
	if c.reset || c.closed || c.ended && c.fin {
		select {
		case <-c.over:
		default:
			close(c.over)
		}
	}
}

// leave gives the client's port back when both ends are closed.
func (c *Conn) leave() {
	c.open--
	if c.open == 0 {
		c.network.release(c.port)
	}
}

// inbox keeps bytes in their order.
type inbox struct{ bytes.Buffer }

// idleBytes is how much memory an empty inbox keeps: one of many connections
// that are quiet after a flood.
const idleBytes = 4 << 10

func (b *inbox) put(p []byte) { _, _ = b.Write(p) }

func (b *inbox) take(p []byte) int {
	n, _ := b.Read(p)
	if b.Len() == 0 && b.Cap() > idleBytes {
		*b = inbox{}
	}
	return n
}
