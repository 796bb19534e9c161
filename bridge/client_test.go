package bridge_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"socketschool/bridge"
	"socketschool/lab"
	"socketschool/server/secure"
	"socketschool/server/servertest"
)

func TestBytesBothWays(t *testing.T) {
	f := newFixture(t, echoServer, bridge.Config{})
	p := f.connect()
	var all strings.Builder
	for i := range 256 {
		all.WriteByte(byte(i))
	}
	for _, data := range []string{"hello\n", "h\xc3", "\xa9\n", "", all.String(), strings.Repeat("x", 64<<10)} {
		p.send(data)
		p.expect(data)
	}
}

// TestFrameBoundaries sends frames of all sizes in bursts. The bytes arrive
// unchanged, however the frames are buffered.
func TestFrameBoundaries(t *testing.T) {
	f := newFixture(t, echoServer, bridge.Config{})
	p := f.connect()
	rng := rand.New(rand.NewPCG(1, 2))
	sizes := []int{0, 1, 2, 125, 126, 127, 500, 4096, 32 << 10, 65535, 65536}
	var want []byte
	sent := make(chan error, 1)
	var frames [][]byte
	for range 400 {
		f := make([]byte, sizes[rng.IntN(len(sizes))])
		for i := range f {
			f[i] = byte(rng.Uint32())
		}
		frames = append(frames, f)
		want = append(want, f...)
	}
	go func() {
		for _, f := range frames {
			if err := p.ws.WriteMessage(websocket.BinaryMessage, f); err != nil {
				sent <- err
				return
			}
		}
		sent <- p.ws.WriteMessage(websocket.TextMessage, []byte(`{"type":"half-close"}`))
	}()
	p.expect(string(want))
	if err := <-sent; err != nil {
		t.Fatal(err)
	}
	p.expectEOF()
	p.expectClosed("eof")
}

func TestHalfClose(t *testing.T) {
	f := newFixture(t, servertest.EachConn(func(conn net.Conn) {
		text, _ := io.ReadAll(conn) // returns only at the client's FIN
		_, _ = conn.Write(bytes.ToUpper(text))
	}), bridge.Config{})
	p := f.connect()
	p.send("all of ")
	p.send("this")
	p.sendControl("half-close")
	p.expect("ALL OF THIS")
	p.expectEOF()
	p.expectClosed("eof")
}

// TestSentBeforeOpened: messages of the page before its connection is open are
// handled once it is.
func TestSentBeforeOpened(t *testing.T) {
	f := newFixture(t, servertest.EachConn(func(conn net.Conn) { _, _ = io.Copy(conn, conn) }), bridge.Config{})
	p := f.open("/clients", bridge.ClientProtocol)
	p.send("early")
	p.sendControl("half-close")
	if opened := p.control(); opened["type"] != "opened" {
		t.Fatalf("first frame %v, want opened", opened)
	}
	p.expect("early")
	p.expectEOF()
	p.expectClosed("eof")
}

// TestServerHalfCloses: after the server's FIN the page can still send.
func TestServerHalfCloses(t *testing.T) {
	s := newReports()
	f := newFixture(t, servertest.EachConn(func(conn net.Conn) {
		_, _ = io.WriteString(conn, "bye")
		_ = conn.(interface{ CloseWrite() error }).CloseWrite()
		text, _ := io.ReadAll(conn)
		s.add(string(text))
	}), bridge.Config{})
	p := f.connect()
	p.expect("bye")
	p.expectEOF()
	p.send("still here")
	p.sendControl("half-close")
	if got := s.next(t); got != "still here" {
		t.Errorf("the server got %q", got)
	}
	p.expectClosed("eof")
}

// TestServerCloses: sending to a server that has closed causes an RST, which is
// reported to the page.
func TestServerCloses(t *testing.T) {
	f := newFixture(t, servertest.EachConn(func(conn net.Conn) { _, _ = io.WriteString(conn, "bye") }), bridge.Config{})
	p := f.connect()
	p.expect("bye")
	p.expectEOF()
	p.send("anybody there?")
	p.expectClosed("reset")
}

func TestServerResets(t *testing.T) {
	f := newFixture(t, servertest.EachConn(func(conn net.Conn) {
		_, _ = io.WriteString(conn, "last words")
		_, _ = conn.Read(make([]byte, 1)) // until the page has them
		_ = conn.(interface{ SetLinger(int) error }).SetLinger(0)
	}), bridge.Config{})
	p := f.connect()
	p.expect("last words")
	p.send("x")
	p.expectClosed("reset")
}

func TestPageResets(t *testing.T) {
	s := newReports()
	f := newFixture(t, readAll(s), bridge.Config{})
	p := f.connect()
	p.sendControl("reset")
	p.expectClosed("reset")
	if got := s.next(t); !strings.HasSuffix(got, "connection reset by peer") {
		t.Errorf("the server saw %q, want a reset", got)
	}
}

func TestPageLeaves(t *testing.T) {
	tests := []struct {
		name  string
		leave func(*page)
	}{
		{"with a close frame", func(p *page) {
			_ = p.ws.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""))
		}},
		{"without a close frame", func(p *page) { p.ws.Close() }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newReports()
			f := newFixture(t, readAll(s), bridge.Config{})
			p := f.connect()
			p.send("what I had ")
			p.send("to say")
			tt.leave(p)
			if got := s.next(t); got != "what I had to say|EOF" {
				t.Errorf("the server saw %q", got)
			}
		})
	}
}

// TestPause: while the page has paused, nothing arrives and the server is blocked;
// afterwards all arrives.
func TestPause(t *testing.T) {
	const size = 32 << 20 // more than all buffers on the way hold
	s := newReports()
	f := newFixture(t, servertest.EachConn(func(conn net.Conn) {
		if _, err := io.ReadFull(conn, make([]byte, 1)); err != nil {
			return
		}
		n, _ := io.Copy(conn, io.LimitReader(zeros{}, size))
		if n == size {
			s.add("written")
		}
	}), bridge.Config{})
	other, p := f.connect(), f.connect()
	p.sendControl("pause")
	p.send("x")
	other.sendControl("half-close") // a round trip of another client, for time to pass
	other.expectEOF()
	if len(s.ch) > 0 {
		t.Fatal("the server has written all to a page that has paused")
	}
	p.sendControl("resume")
	p.expect(string(make([]byte, size)))
	s.next(t)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// TestResumeOvertakesData: a page that has paused and filled all buffers in both
// directions can still resume.
func TestResumeOvertakesData(t *testing.T) {
	f := newFixture(t, echoServer, bridge.Config{})
	p := f.connect()
	data := strings.Repeat("0123456789abcdef", 4<<20/16)
	p.sendControl("pause")
	for i := 0; i < len(data); i += 32 << 10 {
		p.send(data[i : i+32<<10])
	}
	p.sendControl("resume")
	p.expect(data)
}

func TestLabStops(t *testing.T) {
	tests := []struct {
		name  string
		serve serveFunc
		ready func(*page)
	}{
		{"client is idle", echoServer, func(*page) {}},
		{"client has paused", echoServer, func(p *page) { p.sendControl("pause") }},
		{"client has half-closed", servertest.EachConn(func(conn net.Conn) {
			_, _ = io.Copy(io.Discard, conn)
			_, _ = io.WriteString(conn, "go on")
			buf := make([]byte, 1)
			for _, err := conn.Read(buf); err == nil || errors.Is(err, io.EOF); _, err = conn.Read(buf) {
				// until the lab closes it
			}
		}), func(p *page) { p.sendControl("half-close"); p.expect("go on") }},
		{"server has half-closed", servertest.EachConn(func(conn net.Conn) {
			_ = conn.(interface{ CloseWrite() error }).CloseWrite()
			_, _ = io.Copy(io.Discard, conn)
		}), func(p *page) { p.expectEOF() }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t, tt.serve, bridge.Config{})
			p := f.connect()
			tt.ready(p)
			f.lab.Stop()
			p.expectClosed("lab-stopped")
			late := f.open("/clients", bridge.ClientProtocol)
			late.expectClosed("lab-stopped")
		})
	}
}

func TestServerFails(t *testing.T) {
	f := newFixture(t, func(_ context.Context, ln net.Listener, _ *slog.Logger) error {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		_, _ = conn.Read(make([]byte, 1))
		panic("on purpose")
	}, bridge.Config{})
	p := f.connect()
	p.send("x")
	if detail := p.expectClosed("lab-stopped"); !strings.Contains(detail, "on purpose") {
		t.Errorf("detail %q does not say why", detail)
	}
}

func TestRefused(t *testing.T) {
	t.Run("too many clients", func(t *testing.T) {
		f := newFixture(t, echoServer, bridge.Config{ClientsPerLab: 2})
		first := f.connect()
		f.connect()
		third := f.open("/clients", bridge.ClientProtocol)
		if detail := third.expectClosed("refused"); !strings.Contains(detail, "2 clients") {
			t.Errorf("detail %q does not name the limit", detail)
		}
		if n := f.bridge.Stats.ClientsRefused.Load(); n != 1 {
			t.Errorf("%d refusals counted", n)
		}
		first.sendControl("half-close")
		first.expectEOF()
		first.expectClosed("eof")
	})
	t.Run("nothing listens", func(t *testing.T) {
		f := newFixtureWith(t, lab.Config{
			Program: lab.Program{Serve: echoServer},
			Dial: func(context.Context, string) (net.Conn, error) {
				ln, err := net.Listen("tcp", "127.0.0.1:0")
				if err != nil {
					return nil, err
				}
				ln.Close()
				return net.Dial("tcp", ln.Addr().String())
			},
		}, bridge.Config{})
		f.open("/clients", bridge.ClientProtocol).expectClosed("refused")
	})
}

func TestViolations(t *testing.T) {
	tests := []struct {
		name  string
		do    func(*page)
		code  int
		wants string // in the close reason
		got   string // by the server
	}{
		{"message too big", func(p *page) { p.send("before"); p.send(strings.Repeat("x", 64<<10+1)) },
			websocket.CloseMessageTooBig, "65536", "before|EOF"},
		{"text too big", func(p *page) { p.sendText(`{"type":"` + strings.Repeat("x", 64<<10) + `"}`) },
			websocket.CloseMessageTooBig, "65536", "|EOF"},
		{"not JSON", func(p *page) { p.sendText("hello") }, websocket.CloseInvalidFramePayloadData, `"type"`, "|EOF"},
		{"not UTF-8", func(p *page) { p.sendText("{\"type\":\"\xff\"}") }, websocket.CloseInvalidFramePayloadData, "", "|EOF"},
		{"no type", func(p *page) { p.sendText(`{}`) }, websocket.CloseInvalidFramePayloadData, "", "|EOF"},
		{"unknown type", func(p *page) { p.sendText(`{"type":"dance"}`) }, websocket.CloseUnsupportedData, `"dance"`, "|EOF"},
		{"a length with its top bit", func(p *page) { p.send("before"); p.sendRaw("\x82\xff\x80\x00\x00\x00\x00\x00\x00\x01mask") },
			websocket.CloseProtocolError, "top bit", "before|EOF"},
		{"a long form of a length", func(p *page) { p.sendRaw("\x82\xfe\x00\x05maskhello") },
			websocket.CloseProtocolError, "shortest form", "|EOF"},
		{"a close of one byte", func(p *page) { p.sendRaw("\x88\x81maskx") },
			websocket.CloseProtocolError, "close frame", "|EOF"},
		{"a frame without a mask", func(p *page) { p.sendRaw("\x82\x05hello") },
			websocket.CloseProtocolError, "MASK", "|EOF"},
		{"bytes after half-close", func(p *page) { p.send("a"); p.sendControl("half-close"); p.send("b") },
			websocket.CloseUnsupportedData, "half-close", "a|EOF"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newReports()
			f := newFixture(t, servertest.EachConn(func(conn net.Conn) {
				text, _ := io.ReadAll(conn)
				s.add(string(text) + "|EOF")
				_, _ = io.Copy(io.Discard, conn)
			}), bridge.Config{})
			p := f.connect()
			tt.do(p)
			if tt.name == "bytes after half-close" {
				s.next(t) // and the server's FIN may come first
				return
			}
			if reason := p.expectClose(tt.code); !strings.Contains(reason, tt.wants) {
				t.Errorf("close reason %q lacks %q", reason, tt.wants)
			}
			if got := s.next(t); got != tt.got {
				t.Errorf("the server saw %q, want %q", got, tt.got)
			}
		})
	}
}

func TestTLS(t *testing.T) {
	f := newFixtureWith(t, lab.Config{Program: lab.Program{Slug: "secure", TLS: true, Serve: secure.Serve}}, bridge.Config{})
	p := f.connect()
	info, ok := p.opened["tls"].(map[string]any)
	if !ok || info["version"] != "TLS 1.3" || info["serverName"] != "localhost" || info["cipherSuite"] == "" {
		t.Fatalf("tls of opened: %v", p.opened["tls"])
	}
	cert := info["certificate"].(map[string]any)
	if cert["selfSigned"] != true || len(cert["sha256"].(string)) != 64 {
		t.Errorf("certificate %v", cert)
	}
	p.send("hello\n")
	p.expect("SECURE: hello\n")
	p.sendControl("half-close")
	p.expectEOF()
	p.expectClosed("eof")
}

// TestOptions: the query says how a client connects. What it may not say is reported like a
// connection that cannot be made.
func TestOptions(t *testing.T) {
	f := newFixtureWith(t, lab.Config{Program: lab.Program{Slug: "secure", TLS: true, Serve: secure.Serve}}, bridge.Config{})
	p := f.open("/clients?maxVersion=1.2&certificate=alice&from=127.0.0.1", bridge.ClientProtocol)
	opened := p.control()
	if info, ok := opened["tls"].(map[string]any); !ok || info["version"] != "TLS 1.2" || !strings.HasPrefix(opened["local"].(string), "127.0.0.1:") {
		t.Fatalf("first frame %v, want opened with TLS 1.2", opened)
	}
	p.send("hello\n")
	p.expect("SECURE: hello\n")
	for query, want := range map[string]string{"from=192.0.2.1": "begins with 127", "maxVersion=1": "1.2 or 1.3", "minVersion=1.3&plain=1": "without TLS"} {
		detail := f.open("/clients?"+query, bridge.ClientProtocol).expectClosed("error")
		if !strings.Contains(detail, want) {
			t.Errorf("?%s: detail %q, want one with %q", query, detail, want)
		}
	}
}

// TestPlain: a page may ask for a client that speaks no TLS.
func TestPlain(t *testing.T) {
	f := newFixtureWith(t, lab.Config{Program: lab.Program{Slug: "secure", TLS: true, Serve: secure.Serve}}, bridge.Config{})
	p := f.open("/clients?plain=1", bridge.ClientProtocol)
	if opened := p.control(); opened["type"] != "opened" || opened["tls"] != nil {
		t.Fatalf("first frame %v, want opened without tls", opened)
	}
	p.send("hello\n")
	p.expectEOF() // the server has given up the handshake
}
