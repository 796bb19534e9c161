package tab

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"

	"socketschool/protocol"
)

// The sizes of a client's read buffer, in bytes. It grows when a read fills it:
// most clients never need the larger one, and each holds its own while it waits.
const (
	firstRead = 4 << 10
	maxRead   = 64 << 10
)

// upload writes the page's bytes to the server until the page has gone.
func (c *client) upload() {
	for {
		p, fin := c.out.next()
		var err error
		switch {
		case fin:
			err = protocol.CloseWrite(c.conn)
		case p == nil:
			close(c.uploaded)
			_ = c.mem.SetReadDeadline(protocol.Expired) // unblocks CopyOnce
			return
		default:
			var n int
			n, err = c.conn.Write(p)
			c.post(Message{Type: Written, Count: n})
		}
		if err != nil {
			c.out.drop()
			c.link.State.MarkWriteFailed(err)
		} else if fin {
			c.link.State.MarkFINSent()
		}
	}
}

// CopyOnce implements protocol.Endpoints. Bytes that arrive when the page has
// gone cannot be delivered: as in TCP they reset the connection, and what the
// server has not read yet is lost with it.
func (c *client) CopyOnce() error {
	select {
	case <-c.uploaded:
		return protocol.ErrPageGone
	default:
	}
	c.link.Pauser.Wait()
	p := c.buf[:min(len(c.buf), c.window.wait())]
	n, err := c.conn.Read(p)
	if n == len(c.buf) && n < maxRead {
		c.buf = make([]byte, 2*n)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return err // set to wake this goroutine, not by the server
	}
	c.link.Pauser.Wait() // for a read that began before the pause
	if n == 0 {
		return err
	}
	if !c.link.State.PageReceives() {
		_ = c.mem.SetLinger(0)
		return net.ErrClosed
	}
	c.window.acquire(n)
	c.post(Message{Type: Frame, Bytes: p[:n]})
	return err
}

// AwaitReset implements protocol.Endpoints.
func (c *client) AwaitReset() error {
	wake := c.link.State.Wake()
	select {
	case <-wake:
	case <-c.uploaded:
		return io.EOF
	case <-c.mem.Done():
		if !c.out.finSent() {
			return syscall.ECONNRESET
		}
		<-wake // upload reports the result of its FIN
	}
	return os.ErrDeadlineExceeded
}
