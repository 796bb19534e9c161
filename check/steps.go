package check

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"time"
)

// Client is a client of the server, by its name.
type Client struct {
	t    *T
	name string
	sent []byte // on the present connection, the last of it
	*stream
}

// maxSent bounds what a client remembers of what it has sent.
const maxSent = 64 << 10

func (c *Client) letter() string { return strings.ToUpper(c.name) }

// Unread returns a copy of the bytes that the client received and no step has expected.
func (c *Client) Unread() (p []byte) {
	c.view(func() { p = bytes.Clone(c.unread) })
	return p
}

func (c *Client) step(text string, do func() *Failure) { c.t.step(c.name+" "+text, true, do) }

// Send sends bytes, after the server has read those that were sent before, so that two
// sends are two reads. It does not wait for the server to read these.
func (c *Client) Send(data string) {
	c.step("send "+sendText(data), func() *Failure {
		c.t.settle()
		return c.send(data)
	})
}

func (c *Client) send(data string) *Failure {
	if failure := c.mustBeOpen(); failure != nil {
		return failure
	}
	c.t.sender = c
	c.remember(data)
	c.update(func() {
		c.queue = append(c.queue, []byte(data))
		c.queued += int64(len(data))
	})
	return nil
}

func (c *Client) remember(data string) {
	c.sent = append(c.sent, data...)
	c.sent = c.sent[max(0, len(c.sent)-maxSent):]
}

// SendEach sends byte for byte, and waits after each. It stops when the connection has
// ended, or the server has ended its side.
func (c *Client) SendEach(pause time.Duration, data string) {
	c.step("send-each "+duration(pause)+" "+quote([]byte(data)), func() *Failure {
		c.t.settle()
		for i := range len(data) {
			var over bool
			c.view(func() { over = c.eof || c.closed || c.err != nil || c.writeErr != nil })
			if over {
				return c.t.serverEnded(c)
			}
			if failure := c.send(data[i : i+1]); failure != nil {
				return failure
			}
			c.t.sleep(pause)
		}
		return nil
	})
}

// mustBeOpen returns a failure if the connection is over, so that nothing can be sent.
func (c *Client) mustBeOpen() *Failure {
	var over bool
	c.view(func() { over = c.closed || c.err != nil || c.writeErr != nil })
	if !over {
		return nil
	}
	return c.t.closedEarly(c, nil)
}

// HalfClose ends the sending direction: the server reads io.EOF after what was sent.
func (c *Client) HalfClose() {
	c.step("half-close", func() *Failure {
		failure := c.mustBeOpen()
		c.update(func() { c.shut = true })
		return failure
	})
}

// Close closes the connection.
func (c *Client) Close() { c.step("close", func() *Failure { return c.end(false) }) }

// Reset aborts the connection with an RST.
func (c *Client) Reset() { c.step("reset", func() *Failure { return c.end(true) }) }

func (c *Client) end(reset bool) *Failure {
	c.t.settle()
	c.t.wait(moreLimit, moreLimit, func() (flushed bool) {
		c.view(func() { flushed = len(c.queue) == 0 || c.writeErr != nil })
		return flushed
	})
	c.stream.close(reset)
	return nil
}

// Pause stops reading. Resume goes on.
func (c *Client) Pause() { c.reading("pause", func() { c.paused = true }) }

// Resume reads again, as fast as bytes come.
func (c *Client) Resume() { c.reading("resume", func() { c.paused, c.rate = false, 0 }) }

// ReadSlowly reads so many bytes a second.
func (c *Client) ReadSlowly(rate int) {
	c.reading(fmt.Sprintf("slow %d", rate), func() { c.paused, c.rate = false, rate })
}

func (c *Client) reading(text string, change func()) {
	c.step(text, func() *Failure {
		c.update(change)
		return nil
	})
}

// Expect waits until the next bytes have come, which must be these.
func (c *Client) Expect(text string) { c.expect(text, "", false, 0) }

// ExpectWithin is Expect of an answer for which the server takes its time.
func (c *Client) ExpectWithin(text string, limit time.Duration) {
	c.expect(text, " within "+duration(limit), false, limit)
}

// ExpectContaining waits until the text has come, after whatever is before it.
func (c *Client) ExpectContaining(text string) { c.expect(text, "", true, 0) }

// ExpectContainingWithin is ExpectContaining of an answer for which the server takes
// its time.
func (c *Client) ExpectContainingWithin(text string, limit time.Duration) {
	c.expect(text, " within "+duration(limit), true, limit)
}

func (c *Client) expect(text, suffix string, containing bool, limit time.Duration) {
	verb := "expect "
	if containing {
		verb = "expect-containing "
	}
	want := []byte(text)
	c.step(verb+quote(want)+suffix, func() *Failure {
		if c.awaitBytes(want, containing, limit) {
			return nil
		}
		return c.t.wrongBytes(c, want, containing)
	})
}

// awaitBytes waits for bytes and consumes them. After a byte that is wrong it waits a
// little for the rest of what comes, for the report.
func (c *Client) awaitBytes(want []byte, containing bool, limit time.Duration) bool {
	var met, over bool
	searched := 0 // bytes in which want does not begin
	look := func() bool {
		c.view(func() {
			if met, over = c.consume(want, containing, searched); !met {
				searched = max(0, len(c.unread)-len(want)+1)
			}
		})
		return met || over
	}
	c.t.wait(max(answerLimit, limit), max(restLimit, limit), look)
	if !met && over {
		c.t.wait(moreLimit, moreLimit, func() (ended bool) {
			c.view(func() { ended = c.eof || c.err != nil || c.closed })
			return ended
		})
	}
	return met
}

// consume removes the bytes from those that were received, if they have come. over
// says that they cannot come any more. With containing they may begin anywhere from
// searched on.
func (s *stream) consume(want []byte, containing bool, searched int) (met, over bool) {
	ended := s.eof || s.err != nil || s.closed
	if containing {
		at := bytes.Index(s.unread[searched:], want)
		if at >= 0 {
			s.unread, s.met = s.unread[searched+at+len(want):], want
		}
		return at >= 0, ended
	}
	if bytes.HasPrefix(s.unread, want) {
		s.unread, s.met = s.unread[len(want):], want
		return true, false
	}
	return false, ended || !bytes.HasPrefix(want, s.unread)
}

// ExpectEOF waits until the server has sent its last byte, and all have been expected.
func (c *Client) ExpectEOF() { c.expectEOF("", 0) }

// ExpectEOFWithin is ExpectEOF of a server that takes its time.
func (c *Client) ExpectEOFWithin(limit time.Duration) { c.expectEOF(" within "+duration(limit), limit) }

func (c *Client) expectEOF(suffix string, limit time.Duration) {
	c.step("expect eof"+suffix, func() *Failure {
		var eof, more bool
		var err error
		c.t.wait(max(answerLimit, limit), max(restLimit, limit), func() bool {
			c.view(func() { eof, more, err = c.eof, len(c.unread) > 0, c.err })
			return eof || more || err != nil
		})
		switch {
		case more:
			return c.t.unexpectedBytes(c, "the end")
		case eof:
			return nil
		case err != nil:
			return c.t.closedEarly(c, nil)
		}
		return c.t.staysOpen(c)
	})
}

// ExpectClosed waits until the connection has ended, by EOF or by a reset.
func (c *Client) ExpectClosed() { c.expectClosed("closed", 0, false) }

// ExpectNoMore is ExpectClosed of a client whose bytes have all been expected.
func (c *Client) ExpectNoMore() { c.expectClosed("no more", 0, true) }

// ExpectClosedWithin is ExpectClosed of a server that takes its time.
func (c *Client) ExpectClosedWithin(limit time.Duration) {
	c.expectClosed("closed within "+duration(limit), limit, false)
}

func (c *Client) expectClosed(what string, limit time.Duration, all bool) {
	c.step("expect "+what, func() *Failure {
		var over bool
		if c.t.wait(max(answerLimit, limit), max(restLimit, limit), func() bool {
			c.view(func() { over = c.eof || c.err != nil || c.closed })
			return over
		}) {
			if all && len(c.Unread()) > 0 {
				return c.t.unexpectedBytes(c, "the end")
			}
			return nil
		}
		return c.t.staysOpen(c)
	})
}

// ExpectNothing waits so long, in which nothing may come and the connection stays open.
// What the server does so long after the last thing that happened to it is no failure:
// the step may have begun late.
func (c *Client) ExpectNothing(d time.Duration) {
	c.step("expect nothing "+duration(d), func() *Failure {
		var came, over bool
		look := func() bool {
			c.view(func() { came, over = len(c.unread) > 0, c.eof || c.err != nil })
			return came || over
		}
		if !c.t.wait(d, d, look) {
			return c.t.serverEnded(c)
		}
		if c.t.patience(c.stream) >= d {
			return nil
		}
		if came {
			c.t.wait(moreLimit, moreLimit, func() bool { return false })
			return c.t.unexpectedBytes(c, "nothing")
		}
		return c.t.closedEarly(c, nil)
	})
}

// isReset reports whether err is that of a connection that the other end has reset.
func isReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}
