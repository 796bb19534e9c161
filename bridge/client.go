package bridge

import (
	"fmt"
	"net"
	"sync"
	"syscall"

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

	gate wire.Gate // closed while the page has paused
	end  *wire.Ending
}

func newClient(b *Bridge, s *socket, l *lab.Lab) *client {
	c := &client{bridge: b, sock: s, lab: l, end: wire.NewEnding(l, b.ctx.Done())}
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

	if c.end.LabEnding() {
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
		if c.end.LabEnding() {
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

// connected takes the connection over.
func (c *client) connected(conn, plain net.Conn) {
	c.conn, c.plain = conn, plain
	if conn == plain {
		c.raw = rawConn(conn)
	}
	c.up = newUplink(conn, c.raw, c.end.WriteFailed, c.end.SentFIN)
	c.end.Connected(plain)
}

// labEnded is told by the bridge. A paused client must not miss what the server
// has said last.
func (c *client) labEnded() {
	c.gate.Remove()
	c.end.LabEnded()
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

// pageLeft closes the TCP connection behind what the page has sent. Bytes that a
// paused page has not read make that a reset.
func (c *client) pageLeft() {
	c.end.PageLeft()
	// A server that does not read must not keep the connection for ever.
	_ = c.plain.SetWriteDeadline(wire.Soon())
	c.up.wait()
	_ = c.conn.Close()
	c.gate.Remove()
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
	c.end.PageReset()
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
