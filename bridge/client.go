package bridge

import (
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"syscall"

	"socketschool/bridge/pagesocket"
	"socketschool/bridge/rawio"
	"socketschool/protocol"
	"socketschool/protocol/handshake"
)

// client is one WebSocket and the TCP connection to the lab that belongs to it.
// Two goroutines serve it: run reads the page and closes the WebSocket, download
// reads the server and closes the TCP connection.
type client struct {
	bridge *Bridge
	sock   *pagesocket.Socket
	lab    Server
	limit  Limit
	in     messageReader
	up     *writeQueue
	link   *protocol.Connection

	options handshake.Options // how it connects

	accepted net.Conn    // not dialed but accepted; nil for a client of a lab
	holds    atomic.Bool // download has bytes for a page that has paused
	unpaused int         // bytes sent to the page of an accepted connection since the last pause

	mu        sync.Mutex
	relay     *networkRelay // between conn and the page; nil while the network is the usual one
	relayDown bool          // relay carries the server's bytes

	conn net.Conn        // to the server; TLS where the lab speaks it
	tcp  net.Conn        // beneath conn; conn itself without TLS. Bridge.mu guards its change
	raw  syscall.RawConn // of conn; nil for TLS
}

func newClient(b *Bridge, s *pagesocket.Socket, l Server, limit Limit, o handshake.Options) *client {
	c := &client{bridge: b, sock: s, lab: l, limit: limit, options: o}
	c.link = protocol.NewConnection(l, b.ctx.Done(), c)
	c.in.send = c.upload
	s.BeforeRead(c.in.flush)
	return c
}

// run serves the client until its WebSocket is closed.
func (c *client) run() {
	defer c.sock.Abort()
	if c.accepted != nil {
		defer c.accepted.Close() // also where it was refused
	}
	if !c.bridge.register(c) {
		c.refuse(protocol.Closed(protocol.ReasonRefused, fmt.Sprintf(c.limit.Refusal, c.limit.Clients)))
		return
	}
	defer c.unregister()
	defer c.lab.Attach()()

	if c.link.State.LabEnding() {
		c.refuse(protocol.LabEnded(c.lab.Failure()))
		return
	}
	var connected bool
	onFreshStack(func() { connected = c.connect() })
	if !connected {
		return
	}
	var download sync.WaitGroup
	download.Go(c.download)
	c.readPage()
	c.sock.Abort() // download may be writing to a page that does not read
	download.Wait()
	c.up.wait()
	c.closeConn()
}

// onFreshStack runs f in a goroutine of its own and waits for it. Dialing grows
// the stack; the client's own stack stays small.
func onFreshStack(f func()) {
	var done sync.WaitGroup
	done.Go(f)
	done.Wait()
}

// connect connects to the lab and reports to the page whether it could.
func (c *client) connect() bool {
	conn, tcp, info := c.accepted, c.accepted, (*protocol.TLS)(nil)
	if c.accepted == nil {
		var err error
		if conn, tcp, info, err = handshake.Dial(c.bridge.ctx, c.lab, c.options); err != nil {
			c.refuse(c.link.State.ConnectError(err))
			return false
		}
	}
	c.conn = conn
	c.bridge.setTCP(c, tcp)
	if conn == tcp {
		c.raw = rawio.Of(conn)
	}
	c.up = newWriteQueue(conn, c.raw, c.link.State.MarkWriteFailed, c.link.State.MarkFINSent)
	c.link.Connected(tcp)
	if c.Send(protocol.Opened(tcp, info)) != nil {
		tcp.Close()
		return false
	}
	return true
}

// refuse sends the page the only message of a client without a connection, and
// waits until the page has closed the WebSocket.
func (c *client) refuse(closed protocol.ControlMessage) {
	c.Finish(closed)
	c.sock.Drain()
}

// readPage reads the page's frames until the WebSocket ends.
func (c *client) readPage() {
	err := c.in.readAll(c.sock, c.control)
	if v, ok := protocol.AsViolation(err); ok {
		c.sock.CloseWith(v.Code, v.Reason)
		c.pageLeft()
		c.sock.Drain()
		return
	}
	c.pageLeft()
}

// pageLeft closes the TCP connection after writing what the page has sent. Bytes
// that a paused page has not read make that a reset. So does a page with the server of an
// accepted connection, unless both sides have ended before: its server has gone as well.
func (c *client) pageLeft() {
	if c.link.State.Vanished() {
		return // unregister has the connection
	}
	c.link.PageLeft()
	c.up.wait()
	if c.accepted != nil && !c.link.State.BothEnded() || c.holds.Load() {
		c.link.CloseWithRST()
	}
	c.closeConn()
	c.link.Unblock()
}

// closeConn closes the connection to the server, unless the client has vanished.
func (c *client) closeConn() {
	c.mu.Lock()
	relay := c.relay
	c.mu.Unlock()
	switch {
	case c.link.State.Vanished():
	case relay != nil:
		_ = relay.Close()
	default:
		_ = c.conn.Close()
	}
}

// unregister ends the client's part in its lab. The connection of one that has vanished
// stays open.
func (c *client) unregister() {
	if c.link.State.Vanished() && c.accepted == nil {
		c.bridge.keepVanished(c.lab, c.tcp)
	}
	c.bridge.unregister(c)
}

func (c *client) control(frame []byte) error {
	m, err := protocol.ParseControl(frame)
	if err != nil {
		return err
	}
	return c.link.Control(m)
}

func (c *client) upload(p []byte) {
	c.bridge.Stats.BytesFromPages.Add(uint64(len(p)))
	c.up.write(p, c.sock.SetStalled)
}
