package protocol

import (
	"errors"
	"net"
	"os"
)

// ErrPageGone is returned by Endpoints whose page cannot be written to, or has
// closed its end.
var ErrPageGone = errors.New("the page has gone")

// Endpoints are the two ends of a Connection, the page and the server, as one
// transport implements them.
type Endpoints interface {
	// Send sends a control message to the page.
	Send(ControlMessage) error

	// Finish sends the last control message to the page.
	Finish(ControlMessage)

	// CopyOnce reads from the server once and sends the bytes to the page. It
	// blocks while the page has paused. It returns ErrPageGone or the error of
	// the read.
	CopyOnce() error

	// AwaitReset blocks on a connection whose server has sent its FIN until
	// the server sends an RST, and returns the error. It returns
	// os.ErrDeadlineExceeded when the connection's CloseState has changed.
	AwaitReset() error

	// HalfClose sends a FIN to the server after all bytes of the page.
	HalfClose()

	// Unblock makes CopyOnce no longer wait for what the page has yet to
	// acknowledge.
	Unblock()

	// SetNetwork changes the network to the server, of what is sent from now on.
	SetNetwork(Network)

	// Vanish drops what has not reached the server, and makes neither end get
	// anything from the other any more. The connection's CloseState changes
	// afterwards, as for AwaitReset.
	Vanish()
}

// Connection runs one client's connection between a page and a server.
type Connection struct {
	State  CloseState
	Pauser Pauser

	lab  Lab
	ends Endpoints
	tcp  net.Conn // to the server, beneath TLS; nil before Connected
}

// NewConnection returns the connection of a client of lab, not connected yet.
// shutdown is closed when all labs are about to end; it may be nil.
func NewConnection(lab Lab, shutdown <-chan struct{}, ends Endpoints) *Connection {
	c := &Connection{lab: lab, ends: ends}
	c.State.init(lab, shutdown)
	return c
}

// Connected sets the TCP connection to the server, or what takes its place.
func (c *Connection) Connected(tcp net.Conn) {
	c.tcp = tcp
	c.State.setConn(tcp)
}

// Control carries out a control message of the page. It returns a *Violation if
// there is no such message.
func (c *Connection) Control(m Control) error {
	switch m.Type {
	case HalfClose:
		c.ends.HalfClose()
	case Reset:
		c.reset()
	case Pause:
		c.Pauser.Pause()
	case Resume:
		c.Pauser.Resume()
	case SetNetwork:
		if err := m.Network.check(); err != nil {
			return err
		}
		c.lab.RecordNetwork(c.tcp.LocalAddr().String(), m.Network.String())
		c.ends.SetNetwork(m.Network)
	case Vanish:
		c.vanish()
	default:
		return unknownControl(m.Type)
	}
	return nil
}

// vanish ends the connection for the page, and leaves the server without a sign of that.
func (c *Connection) vanish() {
	c.lab.RecordVanish(c.tcp.LocalAddr().String())
	c.ends.Vanish()
	c.State.MarkVanished()
	c.Unblock()
}

// reset closes the connection with an RST instead of a FIN.
func (c *Connection) reset() {
	c.State.MarkPageReset()
	c.CloseWithRST()
	c.Unblock()
}

// CloseWithRST closes the TCP connection with an RST.
func (c *Connection) CloseWithRST() {
	if tcp, ok := c.tcp.(interface{ SetLinger(int) error }); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.tcp.Close()
}

// Unblock disables the Pauser and unblocks the endpoints, so that the download
// reaches the end of the connection.
func (c *Connection) Unblock() {
	c.Pauser.Disable()
	c.ends.Unblock()
}

// LabEnded ends the connection with its lab. A page that has paused still gets
// the server's last bytes.
func (c *Connection) LabEnded() {
	c.Unblock()
	c.State.MarkLabEnded()
}

// PageLeft records that the page has closed its end. What it has sent must reach
// the server within LingerTime, so that a server that does not read cannot keep
// the connection open.
func (c *Connection) PageLeft() {
	c.State.MarkPageGone()
	_ = c.tcp.SetWriteDeadline(LingerDeadline())
}

// Download copies the server's bytes to the page until the connection is over,
// then sends the page the close message. It returns ErrPageGone if it could not
// send to the page.
func (c *Connection) Download() error {
	for {
		err := c.ends.CopyOnce()
		if errors.Is(err, ErrPageGone) {
			return ErrPageGone
		}
		switch c.State.Next(err) {
		case HalfOpen:
			return c.awaitEnd()
		case Finish:
			c.finish(c.State.CloseMessage(err))
			return nil
		}
	}
}

// awaitEnd waits, after the server's FIN, until the other half of the connection
// ends too: by the page's FIN, by an RST, or with the lab.
func (c *Connection) awaitEnd() error {
	if c.ends.Send(EOF()) != nil {
		return ErrPageGone
	}
	for {
		if last, over := c.State.Result(); over {
			c.finish(last)
			return nil
		}
		if err := c.ends.AwaitReset(); !errors.Is(err, os.ErrDeadlineExceeded) {
			c.finish(c.State.CloseMessage(err))
			return nil
		}
	}
}

func (c *Connection) finish(last ControlMessage) {
	if !c.State.PageGone() {
		c.ends.Finish(last)
	}
}
