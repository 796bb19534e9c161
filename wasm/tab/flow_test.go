package tab_test

import (
	"io"
	"net"
	"strings"
	"testing"
)

// TestPause: nothing arrives while the page has paused, all of it afterwards,
// and meanwhile the server feels the back pressure.
func TestPause(t *testing.T) {
	const size = 4 << 20 // more than all buffers on the way hold
	s := newSeen()
	p := start(t, perConn(func(conn net.Conn) {
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
	c.say("pause")
	c.send("x")
	s.next(t)
	other.say("half-close") // a round trip of another client, for time to pass
	other.expectEOF()
	p.mu.Lock()
	if len(s) > 0 || len(c.frames) > 0 {
		t.Errorf("%d frames have come through a pause", len(c.frames))
	}
	p.mu.Unlock()
	c.say("resume")
	c.expect(string(make([]byte, size)))
	s.next(t)
}

// TestPageThatTakesNothing: a page that does not keep up is a slow client, with
// no more on its way to it than the window, and can still resume, half-close
// and reset.
func TestPageThatTakesNothing(t *testing.T) {
	const window = 256 << 10
	p := start(t, perConn(func(conn net.Conn) { _, _ = io.Copy(conn, zeros{}) }))
	c := p.connect()
	c.lazy = true
	got := func() (n int) {
		for _, m := range c.frames {
			n += len(m.Bytes)
		}
		return n
	}
	p.until("a full window", func() bool { return got() >= window })
	other := p.connect()
	other.expect("\x00") // a round trip, for time to pass
	p.mu.Lock()
	if n := got(); n != window {
		t.Errorf("%d bytes are on their way, want %d", n, window)
	}
	p.mu.Unlock()
	p.tab.Got(c.number, 1000)
	p.until("as much as was taken", func() bool { return got() == window+1000 })
	c.say("reset")
	for m := c.frame(); m.Text == ""; m = c.frame() {
		continue
	}
}

// TestTaken: the page's bytes count as taken when the server's connection has
// them, so a server that does not read is felt by the page.
func TestTaken(t *testing.T) {
	begin := make(chan struct{})
	p := start(t, perConn(func(conn net.Conn) {
		<-begin
		_, _ = io.Copy(conn, conn)
	}))
	c := p.connect()
	data := repeated(16 << 10)
	for range 16 {
		c.send(data)
	}
	p.until("the connection's buffer to be full", func() bool { return c.taken >= 64<<10 })
	p.mu.Lock()
	if c.taken > 128<<10 {
		t.Errorf("%d bytes were taken, and nobody has read one", c.taken)
	}
	p.mu.Unlock()
	close(begin)
	c.expect(strings.Repeat(data, 16))
	p.until("all to be taken", func() bool { return c.taken == 256<<10 })
}

// TestResumeOvertakesData: a page that has paused and filled every buffer on
// the way to the server and back can still resume.
func TestResumeOvertakesData(t *testing.T) {
	c := start(t, echoes).connect()
	data := repeated(1 << 20)
	c.say("pause")
	for i := 0; i < len(data); i += 16 << 10 {
		c.send(data[i : i+16<<10])
	}
	c.say("resume")
	c.expect(data)
}
