package bridge

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/gorilla/websocket"
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
		c.gate.wait()
		buf, n, err := readPooled(c.conn, c.raw, c.gate.closed)
		if n > 0 {
			if c.raw == nil {
				c.gate.wait() // a TLS read that began before the pause
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
	if c.sock.notify(notice{Type: "eof"}) != nil {
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
			c.finish(reasonEOF, "Both sides have said that they send no more.")
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
	pageGone, reset, upErr := c.pageGone, c.reset, c.upErr
	c.mu.Unlock()
	switch {
	case pageGone:
	case reset:
		c.finish(reasonReset, "This client has reset the connection (RST).")
	case c.labEnding():
		c.finish(reasonLabStopped, stoppedDetail(c.lab))
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), isReset(upErr):
		c.finish(reasonReset, "The server has closed this connection and answers with a reset (RST).")
	case errors.Is(err, syscall.ETIMEDOUT):
		c.finish(reasonTimeout, "The server has stopped answering.")
	default:
		if upErr != nil {
			err = upErr
		}
		c.finish(reasonError, describe(err))
	}
}

func isReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// describe words an error for a learner: the cause, without Go's prefix of
// operation and addresses.
func describe(err error) string {
	var op *net.OpError
	if errors.As(err, &op) && op.Op != "remote error" {
		err = op.Err
	}
	return fmt.Sprintf("The connection failed: %v.", err)
}

// gate stands between the server and a page that may pause.
type gate struct {
	mu   sync.Mutex
	shut chan struct{} // closed when the gate opens; nil while it is open
	done bool          // removed: open from now on
}

func (g *gate) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut == nil && !g.done {
		g.shut = make(chan struct{})
	}
}

func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut != nil {
		close(g.shut)
		g.shut = nil
	}
}

// remove opens the gate for good: a connection that ends is not paused.
func (g *gate) remove() {
	g.mu.Lock()
	g.done = true
	g.mu.Unlock()
	g.open()
}

func (g *gate) closed() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.shut != nil
}

// wait returns while the gate is open.
func (g *gate) wait() {
	g.mu.Lock()
	shut := g.shut
	g.mu.Unlock()
	if shut != nil {
		<-shut
	}
}
