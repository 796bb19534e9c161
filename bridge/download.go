package bridge

import (
	"errors"
	"os"
	"time"

	"github.com/gorilla/websocket"

	"socketschool/wire"
)

var (
	errHeld     = errors.New("the page has paused reading")
	errPageLost = errors.New("the page cannot be written to")
)

// download carries the server's bytes to the page until the TCP connection has
// ended, then tells the page how it ended.
func (c *client) download() {
	defer c.conn.Close()
	for {
		err := c.carry()
		if err == errPageLost {
			c.sock.abort() // readPage meets it and closes up
			return
		}
		switch c.end.After(err) {
		case wire.HalfOpen:
			c.afterEOF()
			return
		case wire.Over:
			c.over(c.end.Notice(err))
			return
		}
	}
}

// carry takes what the server sends next to the page.
func (c *client) carry() error {
	c.gate.Wait()
	buf, n, err := readPooled(c.conn, c.raw, c.pass)
	if n > 0 {
		if c.raw == nil {
			c.gate.Wait() // a TLS read that began before the pause
		}
		c.bridge.Stats.BytesToPages.Add(uint64(n))
		lost := c.sock.send(websocket.BinaryMessage, buf[:n])
		putBuffer(buf)
		if lost != nil {
			return errPageLost
		}
	}
	if errors.Is(err, errHeld) {
		if c.end.PageGone() {
			return errPageLost // to close with bytes unread is a reset
		}
		return nil
	}
	return err
}

// pass calls read, which does not wait, unless the server's bytes are to stay
// unread.
func (c *client) pass(read func()) (passed bool) {
	c.gate.Pass(func() {
		if passed = c.end.PageReadsOn(); passed {
			read()
		}
	})
	return passed
}

// afterEOF waits, once the server has sent its FIN, for the other half to end:
// by the page's FIN, by an RST, or with the lab.
func (c *client) afterEOF() {
	if c.sock.notify(wire.EOF()) != nil {
		c.sock.abort()
		return
	}
	for {
		if last, over := c.end.Settled(); over {
			c.over(last)
			return
		}
		err := c.awaitReset()
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			c.over(c.end.Notice(err))
			return
		}
		_ = c.plain.SetReadDeadline(time.Time{})
	}
}

func (c *client) awaitReset() error {
	raw := rawConn(c.plain)
	if raw == nil {
		<-c.end.Kicked()
		return os.ErrDeadlineExceeded
	}
	return awaitReset(raw, c.end.Kicked())
}

// over tells the page how the connection has ended, if it is there.
func (c *client) over(last wire.Notice) {
	if !c.end.PageGone() {
		c.finish(last)
	}
}
