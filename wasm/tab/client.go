package tab

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/netip"
	"sync"
	"syscall"

	"socketschool/lab/memnet"
	"socketschool/protocol"
	"socketschool/protocol/handshake"
)

// client is one connection of the page to the lab. Two goroutines serve it: run
// copies the server's bytes to the page, upload the page's to the server. Calls
// of the page come in between and wait for neither.
type client struct {
	tab      *Tab
	number   int
	options  Options
	out      *writeQueue
	window   *sendWindow
	uploaded chan struct{} // closed when the page has gone and all of its bytes are written
	link     *protocol.Connection

	conn net.Conn     // to the server; TLS where the lab speaks it
	mem  *memnet.Conn // beneath conn; conn itself without TLS
	buf  []byte       // of CopyOnce

	mu        sync.Mutex
	connected bool
	pending   []func() // to call when connected

	postMu sync.Mutex
	closed bool // nothing more is posted
}

func newClient(t *Tab, number int, o Options) *client {
	c := &client{tab: t, number: number, options: o, out: newWriteQueue(), window: newSendWindow(), uploaded: make(chan struct{})}
	c.link = protocol.NewConnection(t.lab, nil, c)
	return c
}

// run serves the client until its connection is over.
func (c *client) run() {
	conn, tcp, info, err := c.dial()
	if err != nil {
		c.Finish(c.link.State.ConnectError(err))
		return
	}
	_ = c.Send(protocol.Opened(tcp, info))
	c.setConn(conn, tcp.(*memnet.Conn))
	var uploading sync.WaitGroup
	uploading.Go(c.upload)
	_ = c.link.Download() // a page that has gone needs no message
	c.out.drop()
	c.out.close()
	if c.link.State.Vanished() { // TLS would wait to send its goodbye
		_ = c.mem.Close()
	}
	_ = c.conn.Close()
	uploading.Wait()
}

func (c *client) dial() (conn, tcp net.Conn, info *protocol.TLS, err error) {
	if c.tab.lab.TLS() && !c.options.Plain {
		c.tab.handshakeSlots <- struct{}{}
		defer func() { <-c.tab.handshakeSlots }()
	}
	return handshake.Dial(context.Background(), c, c.options.Options)
}

// TLS implements handshake.Lab.
func (c *client) TLS() bool { return c.tab.lab.TLS() }

// Dial implements handshake.Lab. A client whose address another one has already gets a
// port of the tab's: the addresses of two connections differ.
func (c *client) Dial(ctx context.Context, from string) (net.Conn, error) {
	peer, err := netip.ParseAddrPort(c.options.Peer)
	if err != nil {
		return c.tab.lab.Dial(ctx, from)
	}
	local := net.TCPAddrFromAddrPort(peer)
	conn, err := c.tab.dial(ctx, local)
	if errors.Is(err, syscall.EADDRINUSE) {
		local.Port = 0
		return c.tab.dial(ctx, local)
	}
	return conn, err
}

// DialSending implements handshake.Lab.
func (c *client) DialSending(first []byte, dial func() (net.Conn, error)) (net.Conn, error) {
	return c.tab.lab.DialSending(first, dial)
}

// setConn sets the connection, and calls what is pending.
func (c *client) setConn(conn net.Conn, mem *memnet.Conn) {
	c.mu.Lock()
	c.conn, c.mem = conn, mem
	c.mu.Unlock()
	c.buf = make([]byte, firstRead)
	c.link.Connected(mem)
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.pending) > 0 {
		first := c.pending[0]
		c.pending = c.pending[1:]
		c.mu.Unlock()
		first()
		c.mu.Lock()
	}
	c.connected = true
}

// connection returns the connection in memory, or nil before there is one.
func (c *client) connection() *memnet.Conn {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.mem
}

// whenConnected calls f once there is a connection, in the order of the calls;
// never if connecting fails.
func (c *client) whenConnected(f func()) {
	c.mu.Lock()
	if !c.connected {
		c.pending = append(c.pending, f)
		c.mu.Unlock()
		return
	}
	c.mu.Unlock()
	f()
}

// control carries out a text frame of the page.
func (c *client) control(frame string) {
	if len(frame) > protocol.MaxMessage {
		c.protocolError(protocol.ErrTooBig)
		return
	}
	m, ok := c.tab.parse(frame)
	if !ok {
		c.protocolError(protocol.ErrMalformed)
		return
	}
	if err := c.link.Control(m); err != nil {
		c.protocolError(err)
	}
}

// bytes queues a binary frame of the page for the server.
func (c *client) bytes(frame []byte) {
	if len(frame) > protocol.MaxMessage {
		c.protocolError(protocol.ErrTooBig)
	} else if err := c.out.push(frame); err != nil {
		c.protocolError(err)
	}
}

// protocolError closes the connection after what came before the violation.
func (c *client) protocolError(err error) {
	if v, ok := protocol.AsViolation(err); ok {
		c.Finish(protocol.Closed(protocol.ReasonError, v.Reason))
	}
	c.pageLeft()
}

// pageLeft closes the connection after writing what the page has sent. Bytes
// that the page has not received make that a reset.
func (c *client) pageLeft() {
	c.closeOutput()
	c.link.PageLeft()
	c.link.Unblock()
	c.out.close()
}

// closeOutput makes post drop all further messages of this client.
func (c *client) closeOutput() {
	c.postMu.Lock()
	defer c.postMu.Unlock()
	c.closed = true
}

func (c *client) post(m Message) {
	c.postMu.Lock()
	defer c.postMu.Unlock()
	if !c.closed {
		m.Client = c.number
		c.tab.post(m)
	}
}

// Send implements protocol.Endpoints.
func (c *client) Send(m protocol.ControlMessage) error {
	text, err := json.Marshal(m)
	if err != nil {
		panic(err) // a struct of ours
	}
	c.post(Message{Type: Frame, Text: string(text)})
	return nil
}

// Finish implements protocol.Endpoints.
func (c *client) Finish(closed protocol.ControlMessage) {
	_ = c.Send(closed)
	c.closeOutput()
}

// HalfClose implements protocol.Endpoints.
func (c *client) HalfClose() { c.out.halfClose() }

// Unblock implements protocol.Endpoints.
func (c *client) Unblock() { c.window.disable() }

// SetNetwork implements protocol.Endpoints.
func (c *client) SetNetwork(n protocol.Network) {
	buffer := cmp.Or(n.Buffer, memnet.DefaultBuffer)
	c.mem.SetLatency(n.Delay())
	_ = c.mem.SetReadBuffer(buffer)
	_ = c.mem.SetWriteBuffer(buffer)
}

// Vanish implements protocol.Endpoints.
func (c *client) Vanish() {
	c.mem.Partition()
	c.out.drop()
}
