package bridge

import (
	"errors"
	"os"
	"time"

	"socketschool/bridge/pagesocket"
	"socketschool/bridge/rawio"
	"socketschool/protocol"
)

// download copies the server's bytes to the page until the TCP connection is
// over. If the page cannot be written to, it aborts the socket, and readPage cleans up.
func (c *client) download() {
	defer c.conn.Close()
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

// CopyOnce implements protocol.Endpoints.
func (c *client) CopyOnce() error {
	c.link.Pauser.Wait()
	buf, n, err := rawio.ReadPooled(c.conn, c.raw, c.readUnlessPaused)
	if n > 0 {
		if c.raw == nil {
			c.link.Pauser.Wait() // a TLS read that began before the pause
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
	raw := rawio.Of(c.tcp)
	if raw == nil {
		<-wake
		return os.ErrDeadlineExceeded
	}
	err := rawio.AwaitReset(raw, wake)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		_ = c.tcp.SetReadDeadline(time.Time{})
	}
	return err
}
