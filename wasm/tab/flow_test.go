package tab_test

import (
	"io"
	"net"
	"strings"
	"testing"

	"socketschool/server/servertest"
)

// TestPause: while the page has paused, nothing arrives and the server is blocked;
// afterwards all arrives.
func TestPause(t *testing.T) {
	const size = 4 << 20 // more than all buffers on the way hold
	s := newReports()
	p := start(t, servertest.EachConn(func(conn net.Conn) {
		if _, err := io.ReadFull(conn, make([]byte, 1)); err != nil {
			return
		}
		s <- "begins"
		n, _ := io.Copy(conn, io.LimitReader(zeros{}, size))
		if n == size {
			s <- "written"
		}
	}))
	other, c := p.connect(), p.connect()
	c.sendControl("pause")
	c.send("x")
	s.next(t)
	other.sendControl("half-close") // a round trip of another client, for time to pass
	other.expectEOF()
	p.mu.Lock()
	if len(s) > 0 || len(c.frames) > 0 {
		t.Errorf("%d frames have arrived during a pause", len(c.frames))
	}
	p.mu.Unlock()
	c.sendControl("resume")
	c.expect(string(make([]byte, size)))
	s.next(t)
}

// TestSendWindow: a page that does not acknowledge bytes acts as a slow client, with
// no more bytes in flight than the window, and can still reset.
func TestSendWindow(t *testing.T) {
	const window = 256 << 10
	p := start(t, servertest.EachConn(func(conn net.Conn) { _, _ = io.Copy(conn, zeros{}) }))
	c := p.connect()
	c.noAck = true
	got := func() (n int) {
		for _, m := range c.frames {
			n += len(m.Bytes)
		}
		return n
	}
	p.waitFor("a full window", func() bool { return got() >= window })
	other := p.connect()
	other.expect("\x00") // a round trip, for time to pass
	p.mu.Lock()
	if n := got(); n != window {
		t.Errorf("%d bytes in flight, want %d", n, window)
	}
	p.mu.Unlock()
	p.tab.AckBytes(c.number, 1000)
	p.waitFor("as much as was acknowledged", func() bool { return got() == window+1000 })
	c.sendControl("reset")
	for m := c.frame(); m.Text == ""; m = c.frame() {
		continue
	}
}

// TestWritten: bytes are reported as written when they are in the connection's buffer,
// so a page notices a server that does not read.
func TestWritten(t *testing.T) {
	begin := make(chan struct{})
	p := start(t, servertest.EachConn(func(conn net.Conn) {
		<-begin
		_, _ = io.Copy(conn, conn)
	}))
	c := p.connect()
	data := repeated(16 << 10)
	for range 16 {
		c.send(data)
	}
	p.waitFor("the connection's buffer to be full", func() bool { return c.written >= 64<<10 })
	p.mu.Lock()
	if c.written > 128<<10 {
		t.Errorf("%d bytes were written, and the server has read none", c.written)
	}
	p.mu.Unlock()
	close(begin)
	c.expect(strings.Repeat(data, 16))
	p.waitFor("all to be written", func() bool { return c.written == 256<<10 })
}

// TestResumeOvertakesData: a page that has paused and filled all buffers in both
// directions can still resume.
func TestResumeOvertakesData(t *testing.T) {
	c := start(t, echoServer).connect()
	data := repeated(1 << 20)
	c.sendControl("pause")
	for i := 0; i < len(data); i += 16 << 10 {
		c.send(data[i : i+16<<10])
	}
	c.sendControl("resume")
	c.expect(data)
}
