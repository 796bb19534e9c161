package bridge

import (
	"errors"
	"net"
	"os"
	"syscall"
	"time"

	"socketschool/bridge/pagesocket"
	"socketschool/bridge/rawio"
	"socketschool/protocol"
)

// download copies the server's bytes to the page until the TCP connection is
// over. If the page cannot be written to, it aborts the socket, and readPage cleans up.
func (c *client) download() {
	defer c.closeConn()
	if c.link.Download() != nil {
		c.sock.Abort()
	}
}

// Send implements protocol.Endpoints.
func (c *client) Send(m protocol.ControlMessage) error { return c.sock.SendControl(m) }

// Finish implements protocol.Endpoints. It also starts the closing handshake.
func (c *client) Finish(closed protocol.ControlMessage) {
	_ = c.sock.SendControl(closed)
	c.sock.CloseWith(pagesocket.CloseNormal, closed.Reason)
}

// HalfClose implements protocol.Endpoints.
func (c *client) HalfClose() {
	c.in.flush()
	c.in.fin = true
	c.up.halfClose()
}

// Unblock implements protocol.Endpoints. It does nothing: CopyOnce does not wait for
// acknowledgements, since a full socket blocks the write.
func (c *client) Unblock() {}

// SetNetwork implements protocol.Endpoints.
func (c *client) SetNetwork(n protocol.Network) {
	if c.relay == nil {
		c.insertRelay()
	}
	c.relay.setNetwork(n)
	if l, ok := c.lab.(bufferResizer); ok {
		l.ResizeBuffers(c.tcp, n.Buffer)
	}
}

// bufferResizer is a Server that can change the kernel's buffers of both ends of a client's
// connection.
type bufferResizer interface {
	ResizeBuffers(client net.Conn, bytes int)
}

// insertRelay puts a relay between the page and the connection to the server. It is called by
// the goroutine that reads the page.
func (c *client) insertRelay() {
	relay := newNetworkRelay(c.conn, c.tcp, c.up)
	c.up = newWriteQueue(relay, nil, c.link.State.MarkWriteFailed, c.link.State.MarkFINSent)
	c.link.Connected(relay) // first: a deadline of the CloseState's would end the relay's reading
	c.mu.Lock()
	defer c.mu.Unlock()
	c.relay = relay
	_ = c.tcp.SetReadDeadline(protocol.Expired) // download changes to the relay
}

// source returns the connection that download reads from, and its raw connection.
func (c *client) source() (net.Conn, syscall.RawConn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.relay == nil {
		return c.conn, c.raw
	}
	if !c.relayDown {
		c.relayDown = true
		c.relay.startDown()
	}
	return c.relay, nil
}

// replaced reports whether a relay has taken the place of what source has returned.
func (c *client) replaced() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.relay != nil && !c.relayDown
}

// Vanish implements protocol.Endpoints. Incoming bytes are dropped at once, so that not even
// the kernel answers.
func (c *client) Vanish() {
	rawio.DropIncoming(c.tcp)
	c.up.drop()
	if c.relay != nil {
		c.relay.vanish()
	}
}

// CopyOnce implements protocol.Endpoints.
func (c *client) CopyOnce() error {
	c.link.Pauser.Wait()
	conn, raw := c.source()
	buf, n, err := rawio.ReadPooled(conn, raw, c.readUnlessPaused)
	if errors.Is(err, os.ErrDeadlineExceeded) && c.replaced() {
		return nil
	}
	if n > 0 {
		if raw == nil { // a read that began before the pause
			c.holds.Store(true)
			c.link.Pauser.Wait()
			c.holds.Store(false)
			if !c.link.State.PageReceives() {
				rawio.PutBuffer(buf)
				return net.ErrClosed
			}
		}
		c.bridge.Stats.BytesToPages.Add(uint64(n))
		c.pauseAfterWindow(n)
		sendErr := c.sock.SendBinary(buf[:n])
		rawio.PutBuffer(buf)
		if sendErr != nil {
			return protocol.ErrPageGone
		}
	}
	if errors.Is(err, rawio.ErrSkipped) {
		if c.link.State.PageGone() {
			return protocol.ErrPageGone // closing with unread bytes is a reset
		}
		return nil
	}
	return err
}

// AcceptedWindow is how many bytes the page of an accepted connection gets until it has to
// resume. A browser reads a WebSocket as fast as bytes come: a pause of its own would be
// late by megabytes.
const AcceptedWindow = 256 << 10

// pauseAfterWindow pauses an accepted connection at the end of each AcceptedWindow. It is
// called before the last bytes of a window are sent: the page may resume right after them.
func (c *client) pauseAfterWindow(n int) {
	if c.accepted == nil {
		return
	}
	if c.unpaused += n; c.unpaused >= AcceptedWindow {
		c.unpaused = 0
		c.link.Pauser.Pause()
	}
}

// readUnlessPaused calls read, which must not block, and reports whether it did.
// It does not if the page has paused, has gone or has asked for an RST.
func (c *client) readUnlessPaused(read func()) (done bool) {
	c.link.Pauser.DoUnlessPaused(func() {
		if done = c.link.State.PageReceives(); done {
			read()
		}
	})
	return done
}

// AwaitReset implements protocol.Endpoints.
func (c *client) AwaitReset() error {
	wake := c.link.State.Wake()
	conn, _ := c.source()
	if relay, ok := conn.(*networkRelay); ok {
		return relay.awaitReset(wake)
	}
	raw := rawio.Of(c.tcp)
	if raw == nil {
		<-wake
		return os.ErrDeadlineExceeded
	}
	err := rawio.AwaitReset(raw, wake)
	if errors.Is(err, os.ErrDeadlineExceeded) && !c.replaced() {
		_ = c.tcp.SetReadDeadline(time.Time{})
	}
	return err
}
