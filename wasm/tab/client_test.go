package tab_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"socketschool/lab"
	"socketschool/server/secure"
	"socketschool/server/servertest"
	"socketschool/wasm/tab"
)

func TestBytesBothWays(t *testing.T) {
	c := start(t, echoServer).connect()
	var all strings.Builder
	for i := range 256 {
		all.WriteByte(byte(i))
	}
	total := 0
	for _, data := range []string{"hello\n", "h\xc3", "\xa9\n", "", all.String(), strings.Repeat("x", 64<<10)} {
		c.send(data)
		c.expect(data)
		total += len(data)
	}
	c.waitFor("all to be written", func() bool { return c.written == total })
}

// TestFrameBoundaries sends frames of all sizes in bursts. The bytes arrive
// unchanged, however the frames are buffered.
func TestFrameBoundaries(t *testing.T) {
	c := start(t, echoServer).connect()
	rng := rand.New(rand.NewPCG(1, 2))
	sizes := []int{0, 1, 2, 125, 500, 4096, 16 << 10, 65535, 65536}
	var want []byte
	for range 200 {
		f := make([]byte, sizes[rng.IntN(len(sizes))])
		for i := range f {
			f[i] = byte(rng.Uint32())
		}
		want = append(want, f...)
		c.send(string(f))
	}
	c.sendControl("half-close")
	c.expect(string(want))
	c.expectEOF()
	c.expectClosed("eof")
}

func TestHalfClose(t *testing.T) {
	c := start(t, servertest.EachConn(func(conn net.Conn) {
		text, _ := io.ReadAll(conn) // returns only at the client's FIN
		_, _ = conn.Write(bytes.ToUpper(text))
	})).connect()
	c.send("all of ")
	c.send("this")
	c.sendControl("half-close")
	c.expect("ALL OF THIS")
	c.expectEOF()
	c.expectClosed("eof")
}

// TestHalfCloseBeforeOpened: messages of the page before its connection is open are
// handled once it is.
func TestHalfCloseBeforeOpened(t *testing.T) {
	c := start(t, echoServer).open()
	c.send("early")
	c.sendControl("half-close")
	if opened := c.control(); opened["type"] != "opened" {
		t.Fatalf("first frame %v, want opened", opened)
	}
	c.expect("early")
	c.expectEOF()
	c.expectClosed("eof")
}

// TestServerHalfCloses: after the server's FIN the page can still send.
func TestServerHalfCloses(t *testing.T) {
	s := newReports()
	c := start(t, servertest.EachConn(func(conn net.Conn) {
		_, _ = io.WriteString(conn, "bye")
		_ = conn.(interface{ CloseWrite() error }).CloseWrite()
		text, _ := io.ReadAll(conn)
		s <- string(text)
	})).connect()
	c.expect("bye")
	c.expectEOF()
	c.send("still here")
	c.sendControl("half-close")
	if got := s.next(t); got != "still here" {
		t.Errorf("the server got %q", got)
	}
	c.expectClosed("eof")
}

// TestServerCloses: sending to a server that has closed causes an RST, which is
// reported to the page.
func TestServerCloses(t *testing.T) {
	c := start(t, servertest.EachConn(func(conn net.Conn) { _, _ = io.WriteString(conn, "bye") })).connect()
	c.expect("bye")
	c.expectEOF()
	c.send("anybody there?")
	c.expectClosed("reset")
}

func TestServerResets(t *testing.T) {
	c := start(t, servertest.EachConn(func(conn net.Conn) {
		_, _ = io.WriteString(conn, "last words")
		_, _ = conn.Read(make([]byte, 1)) // until the page has them
		_ = conn.(interface{ SetLinger(int) error }).SetLinger(0)
	})).connect()
	c.expect("last words")
	c.send("x")
	c.expectClosed("reset")
}

// TestServerResetsAfterItsFIN: the RST is reported although no read is pending.
func TestServerResetsAfterItsFIN(t *testing.T) {
	s := newReports()
	c := start(t, servertest.EachConn(func(conn net.Conn) {
		_ = conn.(interface{ CloseWrite() error }).CloseWrite()
		_, _ = conn.Read(make([]byte, 1))
		_ = conn.(interface{ SetLinger(int) error }).SetLinger(0)
		s <- "resets"
	})).connect()
	c.expectEOF()
	c.send("x")
	s.next(t)
	c.expectClosed("reset")
}

func TestPageResets(t *testing.T) {
	tests := []struct {
		name  string
		ready func(*conn)
		saw   string
	}{
		{"idle", func(*conn) {}, "|connection reset by peer"},
		{"paused", func(c *conn) { c.sendControl("pause") }, "|connection reset by peer"},
		{"after half-close", func(c *conn) { c.send("x"); c.sendControl("half-close"); c.expect("ready") }, "x|broken pipe"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newReports()
			c := start(t, servertest.EachConn(func(conn net.Conn) {
				text, err := io.ReadAll(conn)
				if err == nil {
					_, _ = io.WriteString(conn, "ready")
					for !errors.Is(err, syscall.EPIPE) { // the error after ECONNRESET
						_, err = conn.Write([]byte("."))
					}
				}
				s <- string(text) + "|" + cause(err)
			})).connect()
			tt.ready(c)
			c.sendControl("reset")
			for m := c.frame(); ; m = c.frame() {
				if m.Text != "" {
					if !strings.Contains(m.Text, `"closed","reason":"reset"`) {
						t.Errorf("last frame %s, want closed by reset", m.Text)
					}
					break
				}
			}
			if got := s.next(t); got != tt.saw {
				t.Errorf("the server saw %q, want %q", got, tt.saw)
			}
		})
	}
}

// TestNetwork: bytes take the latency in either direction, and the server waits when the
// buffers of a client that does not read are full.
func TestNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const latency = 200 * time.Millisecond
		p := start(t, echoServer)
		c := p.connect()
		c.send("x") // the server has accepted it then
		c.expect("x")
		c.tab.Text(c.number, `{"type":"network","latency":200,"buffer":100}`)
		begin := time.Now()
		c.send("hello")
		c.expect("hello")
		if took := time.Since(begin); took != 2*latency {
			t.Errorf("there and back took %v, want %v", took, 2*latency)
		}
		p.expectEvents(func(text string) bool {
			return strings.Contains(text, `"kind":"network","conn":1`) && strings.Contains(text, `"message":"200 ms each way, buffers of 100 bytes"`)
		})
		c.tab.Text(c.number, `{"type":"network","buffer":100}`)
		c.sendControl("pause")
		c.send(repeated(150))
		c.send(repeated(150))
		p.expectEvents(func(text string) bool {
			return strings.Contains(text, `"kind":"waiting"`) && strings.Contains(text, `"call":"write"`)
		})
	})
}

// TestVanish: the server gets nothing from a client that has vanished, and keeps its
// connection, whatever it writes.
func TestVanish(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newReports()
		p := start(t, servertest.EachConn(func(conn net.Conn) {
			buf := make([]byte, 10)
			n, _ := conn.Read(buf)
			_, _ = conn.Write(buf[:n])
			_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
			_, err := conn.Read(buf)
			_, werr := conn.Write(buf[:n])
			s <- fmt.Sprintf("%s, %v", cause(err), werr)
		}))
		c := p.connect()
		c.send("x")
		c.expect("x")
		c.sendControl("vanish")
		c.expectClosed("vanished")
		c.send("lost")
		c.tab.Close(c.number)
		p.expectEvents(func(text string) bool { return strings.Contains(text, `"kind":"vanish","conn":1`) })
		p.tab.Query(1, "tcp")
		reply := p.next(tab.Reply).Text
		if !strings.Contains(reply, `"server":{"state":"ESTABLISHED"`) || !strings.Contains(reply, `"client":{"vanished":true}`) {
			t.Errorf("TCP says %s", reply)
		}
		if got := s.next(t); !strings.HasSuffix(got, "i/o timeout, <nil>") {
			t.Errorf("the server saw %s", got)
		}
		synctest.Wait()
		p.tab.Query(2, "tcp")
		if reply := p.next(tab.Reply).Text; reply != `{"connections":[]}` {
			t.Errorf("once the server has closed it, TCP says %s", reply)
		}
	})
}

func TestPageLeaves(t *testing.T) {
	s := newReports()
	c := start(t, readAll(s)).connect()
	c.send("what I had ")
	c.send("to say")
	c.tab.Close(c.number)
	if got := s.next(t); got != "what I had to say|EOF" {
		t.Errorf("the server saw %q", got)
	}
	c.stop()
	if len(c.frames) > 0 {
		t.Errorf("posted to a page that has gone: %v", c.frames)
	}
}

// TestPageLeavesWithFullWindow: a server that is blocked in Write is unblocked.
func TestPageLeavesWithFullWindow(t *testing.T) {
	s := newReports()
	c := start(t, servertest.EachConn(func(conn net.Conn) { _, _ = io.Copy(conn, zeros{}); s <- "unblocked" })).connect()
	c.send("x")
	c.tab.Close(c.number)
	s.next(t)
}

// TestPageLeavesStalledServer: a server that does not read keeps the connection open
// for LingerTime after the page has gone, and then gets what was in the buffer.
func TestPageLeavesStalledServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const delay = 3 * time.Second
		s := newReports()
		c := start(t, servertest.EachConn(func(conn net.Conn) {
			<-time.After(delay)
			text, err := io.ReadAll(conn)
			s <- fmt.Sprint(len(text), err)
		})).connect()
		c.send(repeated(64 << 10))
		c.send(repeated(64 << 10))
		c.tab.Close(c.number)
		if got := s.next(t); got != "65536 <nil>" {
			t.Errorf("the server got %s", got)
		}
	})
}

// TestPageLeavesWithBytesUnread: a close with unread bytes is a reset, as in TCP.
func TestPageLeavesWithBytesUnread(t *testing.T) {
	s := newReports()
	c := start(t, servertest.EachConn(func(conn net.Conn) {
		buf := make([]byte, 10)
		n, _ := conn.Read(buf)
		_, _ = conn.Write(buf[:n])
		s <- "echoed"
		_, err := conn.Read(buf)
		s <- cause(err)
	})).connect()
	c.sendControl("pause")
	c.send("bye\n")
	s.next(t)
	c.tab.Close(c.number)
	if got := s.next(t); got != "connection reset by peer" {
		t.Errorf("the server saw %s", got)
	}
}

// TestPageLeavesDuringTransfer: bytes that arrive after the close reset the
// connection, and what the server has not read is lost.
func TestPageLeavesDuringTransfer(t *testing.T) {
	const size = 300_000
	s := newReports()
	c := start(t, servertest.EachConn(func(conn net.Conn) {
		got, buf := 0, make([]byte, 4096)
		for {
			n, err := conn.Read(buf)
			got += n
			if err == nil {
				_, err = conn.Write(buf[:n])
			}
			if err != nil {
				s <- fmt.Sprint(got < size, " ", cause(err))
				return
			}
		}
	})).connect()
	for range size / 15_000 {
		c.send(strings.Repeat("x", 15_000))
	}
	c.tab.Close(c.number)
	if got := s.next(t); got != "true connection reset by peer" {
		t.Errorf("the server saw %s", got)
	}
}

func TestLabStops(t *testing.T) {
	tests := []struct {
		name  string
		serve serveFunc
		ready func(*conn)
	}{
		{"client is idle", echoServer, func(*conn) {}},
		{"client has paused", echoServer, func(c *conn) { c.sendControl("pause") }},
		{"server has half-closed", servertest.EachConn(func(conn net.Conn) {
			_ = conn.(interface{ CloseWrite() error }).CloseWrite()
			_, _ = io.Copy(io.Discard, conn)
		}), func(c *conn) { c.expectEOF() }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := start(t, tt.serve)
			c := p.connect()
			tt.ready(c)
			p.stop()
			if !c.closed {
				t.Error("Done is closed before the client got its closed message")
			}
			c.expectClosed("lab-stopped")
			p.expectEvents(func(text string) bool { return strings.Contains(text, `"kind":"stopped"`) })
		})
	}
}

func TestServerFails(t *testing.T) {
	p := start(t, func(_ context.Context, ln net.Listener, _ *slog.Logger) error {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		_, _ = conn.Read(make([]byte, 1))
		panic("on purpose")
	})
	c := p.connect()
	c.send("x")
	if detail := c.expectClosed("lab-stopped"); !strings.Contains(detail, "on purpose") {
		t.Errorf("detail %q does not say why", detail)
	}
	p.open().expectClosed("lab-stopped")
	p.expectEvents(func(text string) bool { return strings.Contains(text, `"kind":"failed"`) })
}

func TestViolations(t *testing.T) {
	tests := []struct {
		name  string
		do    func(*conn)
		wants string // in the detail
		got   string // by the server
	}{
		{"message too big", func(c *conn) { c.send("before"); c.send(strings.Repeat("x", 64<<10+1)) }, "65536", "before|<nil>"},
		{"text too big", func(c *conn) { c.tab.Text(c.number, `{"type":"`+strings.Repeat("x", 64<<10)+`"}`) }, "65536", "|<nil>"},
		{"not JSON", func(c *conn) { c.tab.Text(c.number, "hello") }, `"type"`, "|<nil>"},
		{"no type", func(c *conn) { c.tab.Text(c.number, `{}`) }, `"type"`, "|<nil>"},
		{"latency too long", func(c *conn) { c.tab.Text(c.number, `{"type":"network","latency":10001}`) }, "10000 ms", "|<nil>"},
		{"unknown type", func(c *conn) { c.sendControl("dance") }, `"dance"`, "|<nil>"},
		{"bytes after half-close", func(c *conn) { c.send("a"); c.sendControl("half-close"); c.send("b") }, "half-close", "a|<nil>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, done := newReports(), make(chan struct{})
			c := start(t, servertest.EachConn(func(conn net.Conn) {
				text, err := io.ReadAll(conn)
				s <- fmt.Sprintf("%s|%v", text, err)
				<-done // the server's FIN must not come first
			})).connect()
			defer close(done)
			tt.do(c)
			c.send("and nothing after it")
			if detail := c.expectClosed("error"); !strings.Contains(detail, tt.wants) {
				t.Errorf("detail %q lacks %q", detail, tt.wants)
			}
			if got := s.next(t); got != tt.got {
				t.Errorf("the server saw %q, want %q", got, tt.got)
			}
		})
	}
}

func TestTLS(t *testing.T) {
	c := startProgram(t, lab.Program{Slug: "secure", TLS: true, Serve: secure.Serve}).connect()
	info, ok := c.opened["tls"].(map[string]any)
	if !ok || info["version"] != "TLS 1.3" || info["serverName"] != "localhost" || info["cipherSuite"] == "" {
		t.Fatalf("tls of opened: %v", c.opened["tls"])
	}
	cert := info["certificate"].(map[string]any)
	if cert["selfSigned"] != true || len(cert["sha256"].(string)) != 64 {
		t.Errorf("certificate %v", cert)
	}
	c.send("hello\n")
	c.expect("SECURE: hello\n")
	c.sendControl("pause")
	c.send("later\n")
	c.sendControl("resume")
	c.expect("SECURE: later\n")
	c.sendControl("half-close")
	c.expectEOF()
	c.expectClosed("eof")
}

// TestOptions: the page may say how a client connects. What it may not say is reported like
// a connection that cannot be made.
func TestOptions(t *testing.T) {
	p := startProgram(t, lab.Program{Slug: "secure", TLS: true, Serve: secure.Serve})
	c := p.openWith(options(map[string]string{"maxVersion": "1.2", "certificate": "alice", "from": "127.0.0.2"}))
	opened := c.control()
	if info, ok := opened["tls"].(map[string]any); !ok || info["version"] != "TLS 1.2" || !strings.HasPrefix(opened["local"].(string), "127.0.0.2:") {
		t.Fatalf("first frame %v, want opened from 127.0.0.2 with TLS 1.2", opened)
	}
	c.send("hello\n")
	c.expect("SECURE: hello\n")
	p.openWith(options(map[string]string{"from": "192.0.2.1"})).expectClosed("error")
}

// TestPlain: the page may ask for a client that speaks no TLS.
func TestPlain(t *testing.T) {
	c := startProgram(t, lab.Program{Slug: "secure", TLS: true, Serve: secure.Serve}).openWith(options(map[string]string{"plain": "1"}))
	if opened := c.control(); opened["type"] != "opened" || opened["tls"] != nil {
		t.Fatalf("first frame %v, want opened without tls", opened)
	}
	c.send("hello\n")
	c.expectEOF() // the server has given up the handshake
}

// TestPeer: the server sees the address that the page gives for a client, or, where another
// client has it, another port of it.
func TestPeer(t *testing.T) {
	const peer = "192.0.2.7:4040"
	s := newReports()
	p := start(t, servertest.EachConn(func(conn net.Conn) {
		s <- conn.RemoteAddr().String()
		_, _ = io.Copy(io.Discard, conn)
	}))
	c := p.openWith(tab.Options{Peer: peer})
	if opened := c.control(); opened["local"] != peer {
		t.Errorf("first frame %v, want %s", opened, peer)
	}
	if got := s.next(t); got != peer {
		t.Errorf("the server sees %s, want %s", got, peer)
	}
	p.openWith(tab.Options{Peer: peer})
	if got := s.next(t); got == peer || !strings.HasPrefix(got, "192.0.2.7:") {
		t.Errorf("the server sees the second client at %s", got)
	}
	p.openWith(tab.Options{Peer: "nonsense"})
	if got := s.next(t); !strings.HasPrefix(got, "127.0.0.1:") {
		t.Errorf("the server sees a client without an address at %s", got)
	}
}

// TestListenerClosed: the server has closed its listener and runs on.
func TestListenerClosed(t *testing.T) {
	closed := make(chan struct{})
	p := start(t, func(ctx context.Context, ln net.Listener, _ *slog.Logger) error {
		err := ln.Close()
		close(closed)
		<-ctx.Done()
		return errors.Join(err)
	})
	<-closed
	p.open().expectClosed("refused")
}
