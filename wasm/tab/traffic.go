package tab

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"time"

	"socketschool/wire"
)

// What one read takes, in bytes. Most clients never need the larger buffer, and
// each has one while it waits.
const (
	firstRead = 4 << 10
	maxRead   = 64 << 10
)

// upload writes what the page has sent, until the page has gone.
func (c *client) upload() {
	for {
		p, fin := c.out.next()
		var err error
		switch {
		case fin:
			err = wire.CloseWrite(c.conn)
		case p == nil:
			close(c.sent)
			_ = c.plain.SetReadDeadline(time.Unix(1, 0)) // download closes
			return
		default:
			var n int
			n, err = c.conn.Write(p)
			c.post(Message{Type: Taken, Count: n})
		}
		if err != nil {
			c.out.drop()
			c.end.WriteFailed(err)
		} else if fin {
			c.end.SentFIN()
		}
	}
}

// download carries the server's bytes to the page until the connection has
// ended, then tells the page how it ended.
func (c *client) download() {
	buf := make([]byte, firstRead)
	for {
		select {
		case <-c.sent:
			return
		default:
		}
		n, err := c.carry(buf)
		if n == len(buf) && n < maxRead {
			buf = make([]byte, 2*n)
		}
		switch c.end.After(err) {
		case wire.HalfOpen:
			c.notify(wire.EOF())
			c.finish(c.afterEOF())
			return
		case wire.Over:
			c.finish(c.end.Notice(err))
			return
		}
	}
}

// carry takes what the server sends next to the page. Bytes that come when the
// page has closed its end cannot be delivered: as in TCP they reset the
// connection, and with it what the server has not read yet is lost.
func (c *client) carry(buf []byte) (int, error) {
	c.gate.Wait()
	n, err := c.conn.Read(buf[:min(len(buf), c.credit.wait())])
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return n, err // a call to look again, and nothing of the server's
	}
	c.gate.Wait() // if the read began before the pause
	if n > 0 && !c.end.PageReadsOn() {
		_ = c.plain.SetLinger(0)
		return n, net.ErrClosed
	}
	if n > 0 {
		c.credit.spend(n)
		c.post(Message{Type: Frame, Bytes: buf[:n]})
	}
	return n, err
}

// afterEOF waits, once the server has sent its FIN, for the other half to end:
// by the page's FIN, by an RST, or with the lab.
func (c *client) afterEOF() wire.Notice {
	for {
		if last, over := c.end.Settled(); over {
			return last
		}
		select {
		case <-c.end.Kicked():
		case <-c.sent:
			return c.end.Notice(io.EOF)
		case <-c.plain.Over():
			if !c.out.sendsFIN() {
				return c.end.Notice(syscall.ECONNRESET)
			}
			<-c.end.Kicked() // upload tells how that went
		}
	}
}
