package tab

import (
	"errors"
	"io"
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
			_ = c.conn.Close()
			return
		default:
			var n int
			n, err = c.conn.Write(p)
			c.post(Message{Type: Taken, Count: n})
		}
		if err != nil {
			c.out.drop()
			c.uploadFailed(err)
		} else if fin {
			c.uploadDone()
		}
	}
}

func (c *client) uploadDone() {
	c.mu.Lock()
	c.upDone = true
	c.mu.Unlock()
	select {
	case c.changed <- struct{}{}:
	default:
	}
}

func (c *client) uploadFailed(err error) {
	c.mu.Lock()
	c.upErr = err
	c.mu.Unlock()
	c.kick()
}

// download carries the server's bytes to the page until the connection has
// ended, then tells the page how it ended.
func (c *client) download() {
	buf := make([]byte, firstRead)
	for {
		c.gate.Wait()
		n, err := c.conn.Read(buf[:min(len(buf), c.credit.wait())])
		if n > 0 {
			c.gate.Wait() // if the read began before the pause
			c.credit.spend(n)
			c.post(Message{Type: Frame, Bytes: buf[:n]})
			if n == len(buf) && n < maxRead {
				buf = make([]byte, 2*n)
			}
		}
		switch {
		case err == nil:
		case errors.Is(err, os.ErrDeadlineExceeded):
			if !c.heed() {
				return
			}
		case errors.Is(err, io.EOF) && c.stillOpen():
			c.afterEOF()
			return
		default:
			c.ending(err)
			return
		}
	}
}

// stillOpen tells whether the server's FIN is its own doing, so that the
// page's half of the connection lives on.
func (c *client) stillOpen() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.ended && !c.pageGone && !c.labEnding()
}

// heed is called after a kick: the connection is about to end. The rest of its
// bytes gets lingerTime to arrive; after that it returns false.
func (c *client) heed() bool {
	if c.lastCall.IsZero() {
		c.lastCall = soon()
	}
	if !time.Now().Before(c.lastCall) {
		c.ending(os.ErrDeadlineExceeded)
		return false
	}
	_ = c.plain.SetReadDeadline(c.lastCall)
	return true
}

// afterEOF waits, once the server has sent its FIN, for the other half to end:
// by the page's FIN, by an RST, or with the lab.
func (c *client) afterEOF() {
	c.notify(wire.EOF())
	for {
		c.mu.Lock()
		done, over := c.upDone, c.upErr != nil || c.ended || c.pageGone || c.reset
		c.mu.Unlock()
		if over {
			c.ending(io.EOF)
			return
		}
		if done {
			c.finish(wire.Ended())
			return
		}
		select {
		case <-c.changed:
		case <-c.plain.Over():
			if !c.out.sendsFIN() {
				c.ending(syscall.ECONNRESET)
				return
			}
			<-c.changed // upload tells how that went
		}
	}
}

// ending tells the page how the connection ended, given what reading it
// returned last.
func (c *client) ending(err error) {
	c.mu.Lock()
	end := wire.End{Reset: c.reset, Read: err, Write: c.upErr}
	c.mu.Unlock()
	if c.labEnding() {
		end.Lab = c.tab.lab
	}
	c.finish(end.Notice())
}
