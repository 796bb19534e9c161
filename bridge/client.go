package bridge

import (
	"fmt"
	"net"
	"sync"
	"syscall"
	"time"

	"github.com/gorilla/websocket"

	"socketschool/lab"
	"socketschool/wire"
	"socketschool/wire/handshake"
)

// client is one WebSocket and the one TCP connection it stands for. Two
// goroutines serve it: run reads the page, download reads the server. The
// first ends the WebSocket, the second the TCP connection.
type client struct {
	bridge *Bridge
	sock   *socket
	lab    *lab.Lab
	in     inbox
	up     *uplink

	conn  net.Conn        // to the server; TLS where the lab speaks it
	plain net.Conn        // the TCP connection beneath
	raw   syscall.RawConn // of conn; nil for TLS

	kicked chan struct{} // a kick stands here until awaitReset has seen it
	gate   wire.Gate     // closed while the page has paused

	lastCall time.Time // download only: when an ending connection is given up

	mu       sync.Mutex
	eofSeen  bool // the server has sent its FIN
	upDone   bool // the page's FIN has gone out
	upErr    error
	reset    bool // the page asked for an RST
	pageGone bool
	ended    bool // the lab has
}

func newClient(b *Bridge, s *socket, l *lab.Lab) *client {
	c := &client{bridge: b, sock: s, lab: l, kicked: make(chan struct{}, 1)}
	c.in.send = c.upload
	s.reader.before = c.in.flush
	return c
}

// run is the client's life. It reads the page until the WebSocket ends.
func (c *client) run() {
	defer c.sock.abort()
	if !c.bridge.admit(c) {
		c.refuse(wire.Closed(wire.ReasonRefused, fmt.Sprintf(
			"This lab already has %d clients, its limit (clients-per-lab): close one first.", c.bridge.cfg.ClientsPerLab)))
		return
	}
	defer c.bridge.leave(c)
	defer c.lab.Watch()()

	if c.labEnding() {
		c.refuse(wire.Stopped(c.lab))
		return
	}
	var connected bool
	aside(func() { connected = c.connect() })
	if !connected {
		return
	}
	var download sync.WaitGroup
	download.Go(c.download)
	c.readPage()
	c.sock.abort() // download may be writing to a page that does not read
	download.Wait()
	c.up.wait()
}

// aside runs f on a stack of its own and waits for it. Dialing takes a deep
// one, which would stay with the client for as long as it lives.
func aside(f func()) {
	var done sync.WaitGroup
	done.Go(f)
	done.Wait()
}

// connect dials, and tells the page how that went.
func (c *client) connect() bool {
	conn, plain, info, err := handshake.Dial(c.bridge.ctx, c.lab)
	if err != nil {
		if c.labEnding() {
			c.refuse(wire.Stopped(c.lab))
		} else {
			c.refuse(wire.NotConnected(err))
		}
		return false
	}
	c.connected(conn, plain)
	if c.sock.notify(wire.Opened(plain, info)) != nil {
		plain.Close()
		return false
	}
	return true
}

// connected takes the connection over, and hears of a lab that ended meanwhile.
func (c *client) connected(conn, plain net.Conn) {
	c.mu.Lock()
	c.conn, c.plain = conn, plain
	if conn == plain {
		c.raw = rawConn(conn)
	}
	c.up = newUplink(conn, c.raw, c.uploadFailed, c.uploadDone)
	ended := c.ended
	c.mu.Unlock()
	if ended {
		c.kick()
	}
}

func (c *client) labEnding() bool {
	select {
	case <-c.lab.Ending():
		return true
	case <-c.bridge.ctx.Done():
		return true
	default:
		return false
	}
}

// labEnded is told by the bridge. The server's own FIN or RST is on its way, or
// has been; a paused client must not miss it.
func (c *client) labEnded() {
	c.mu.Lock()
	c.ended = true
	connected := c.conn != nil
	c.mu.Unlock()
	c.gate.Remove()
	if connected {
		c.kick()
	}
}

// kick has download look at the client's state anew.
func (c *client) kick() {
	select {
	case c.kicked <- struct{}{}:
	default:
	}
	_ = c.plain.SetReadDeadline(longAgo)
}

// refuse tells the page why there is no connection, and lets it read that.
func (c *client) refuse(why wire.Notice) {
	c.finish(why)
	c.sock.drain()
}

// finish sends the last frame and hangs up.
func (c *client) finish(closed wire.Notice) {
	_ = c.sock.notify(closed)
	c.sock.hangUp(websocket.CloseNormalClosure, closed.Reason)
}

// readPage takes the page's frames until the WebSocket ends, however it ends.
func (c *client) readPage() {
	err := c.in.readAll(c.sock, c.control)
	if v, ok := wire.AsViolation(err); ok {
		c.sock.hangUp(v.Code, v.Reason)
		c.pageLeft()
		c.sock.drain()
		return
	}
	c.pageLeft()
}

// pageLeft closes the TCP connection behind what the page has sent.
func (c *client) pageLeft() {
	c.mu.Lock()
	c.pageGone = true
	c.mu.Unlock()
	c.gate.Remove()
	// A server that does not read must not keep the connection for ever.
	_ = c.plain.SetWriteDeadline(soon())
	c.up.wait()
	_ = c.conn.Close()
}

// control carries out a text frame of the page.
func (c *client) control(frame []byte) error {
	kind, err := wire.ParseControl(frame)
	if err != nil {
		return err
	}
	switch kind {
	case wire.HalfClose:
		c.in.flush()
		c.in.fin = true
		c.up.halfClose()
	case wire.Reset:
		c.sendReset()
	case wire.Pause:
		c.gate.Close()
	case wire.Resume:
		c.gate.Open()
	}
	return nil
}

// sendReset closes with an RST instead of a FIN.
func (c *client) sendReset() {
	c.mu.Lock()
	c.reset = true
	c.mu.Unlock()
	if tcp, ok := c.plain.(interface{ SetLinger(int) error }); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.plain.Close()
	c.gate.Remove()
}

func (c *client) upload(p []byte) {
	c.bridge.Stats.BytesFromPages.Add(uint64(len(p)))
	c.up.write(p, c.sock.stall)
}

func (c *client) uploadDone() {
	c.mu.Lock()
	c.upDone = true
	seen := c.eofSeen
	c.mu.Unlock()
	if seen {
		c.kick()
	}
}

func (c *client) uploadFailed(err error) {
	c.mu.Lock()
	c.upErr = err
	c.mu.Unlock()
	c.kick()
}
