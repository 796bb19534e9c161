package bridge

import (
	"errors"
	"io"
	"os"
	"time"

	"github.com/gorilla/websocket"

	"socketschool/wire"
)

var (
	errHeld = errors.New("the page has paused reading")

	longAgo = time.Unix(1, 0)
)

// soon is when a connection that is ending is given up.
func soon() time.Time { return time.Now().Add(lingerTime) }

// download carries the server's bytes to the page until the TCP connection has
// ended, then tells the page how it ended.
func (c *client) download() {
	defer c.conn.Close()
	for {
		c.gate.Wait()
		buf, n, err := readPooled(c.conn, c.raw, c.gate.Closed)
		if n > 0 {
			if c.raw == nil {
				c.gate.Wait() // a TLS read that began before the pause
			}
			c.bridge.Stats.BytesToPages.Add(uint64(n))
			werr := c.sock.send(websocket.BinaryMessage, buf[:n])
			putBuffer(buf)
			if werr != nil {
				c.sock.abort() // readPage meets it and closes up
				return
			}
		}
		switch {
		case err == nil, errors.Is(err, errHeld):
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

// heed looks why it was kicked. Where the connection is about to end, the rest
// of its bytes gets lingerTime to arrive; after that it returns false.
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
	if c.sock.notify(wire.EOF()) != nil {
		c.sock.abort()
		return
	}
	c.mu.Lock()
	c.eofSeen = true
	c.mu.Unlock()
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
		err := c.awaitReset()
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			c.ending(err)
			return
		}
		_ = c.plain.SetReadDeadline(time.Time{})
	}
}

func (c *client) awaitReset() error {
	raw := rawConn(c.plain)
	if raw == nil {
		<-c.kicked
		return os.ErrDeadlineExceeded
	}
	return awaitReset(raw, c.kicked)
}

// ending tells the page how the connection ended, given what reading it
// returned last.
func (c *client) ending(err error) {
	c.mu.Lock()
	pageGone, end := c.pageGone, wire.End{Reset: c.reset, Read: err, Write: c.upErr}
	c.mu.Unlock()
	if c.labEnding() {
		end.Lab = c.lab
	}
	if !pageGone {
		c.finish(end.Notice())
	}
}
