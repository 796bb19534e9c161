package secure

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"socketschool/server/servertest"
)

// start runs the server and returns what a client needs to trust it.
func start(t *testing.T) (*servertest.Server, *tls.Config) {
	t.Helper()
	cert, err := LoadCertificate("", "")
	if err != nil {
		t.Fatal(err)
	}
	s := servertest.Start(t, func(ctx context.Context, ln net.Listener, log *slog.Logger) error {
		return ServeCertificate(ctx, ln, cert, log)
	})
	roots := x509.NewCertPool()
	roots.AddCert(cert.Leaf)
	return s, &tls.Config{RootCAs: roots, ServerName: "localhost"}
}

func dial(t *testing.T, s *servertest.Server, config *tls.Config) *servertest.Client {
	t.Helper()
	conn := tls.Client(s.Dial(t).Conn, config)
	if err := conn.Handshake(); err != nil {
		t.Fatal(err)
	}
	return servertest.NewClient(t, conn)
}

func TestAnswers(t *testing.T) {
	long := strings.Repeat("x", 4096)
	const tooLong = "Line too long. The limit is 4096 bytes.\n"
	tests := []struct {
		name, send, want string
	}{
		{"a line", "hello\n", "SECURE: hello\n"},
		{"blanks stay", " hello \r\n", "SECURE:  hello \n"},
		{"two lines in one record", "one\ntwo\n", "SECURE: one\nSECURE: two\n"},
		{"the last line lacks its newline", "one\ntwo", "SECURE: one\nSECURE: two\n"},
		{"the longest line", long + "\n", "SECURE: " + long + "\n"},
		{"the longest line lacks its newline", long, "SECURE: " + long + "\n"},
		{"a byte too long", long + "x\nnext\n", tooLong + "SECURE: next\n"},
		{"a byte too long, no newline", long + "x", tooLong},
		{"nothing at all", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, config := start(t)
			c := dial(t, s, config)
			c.Send(tt.send)
			c.HalfClose() // TLS's own: close_notify
			c.Expect(tt.want)
			c.ExpectEOF() // which takes the server's close_notify
			s.Logs.Wait(t, 1, "secure client disconnected")
			if lost := s.Logs.Find("connection lost"); len(lost) > 0 {
				t.Errorf("a normal end was logged as %v", lost)
			}
		})
	}
}

func TestLineInThreePieces(t *testing.T) {
	s, config := start(t)
	a, b := dial(t, s, config), dial(t, s, config)
	for _, piece := range []string{"hel", "lo \xc3", "\xa9\n"} {
		a.Send(piece)
		b.Send("between\n")
		b.Expect("SECURE: between\n")
	}
	a.Expect("SECURE: hello é\n")
	s.Logs.Wait(t, 1, "secure message", "data", "hello é\n", "peer", a.LocalAddr().String())
}

func TestVersions(t *testing.T) {
	tests := []struct {
		name    string
		version uint16
		logged  string // empty: refused
	}{
		{"TLS 1.3", tls.VersionTLS13, "TLS 1.3"},
		{"TLS 1.2", tls.VersionTLS12, "TLS 1.2"},
		{"TLS 1.1", tls.VersionTLS11, ""},
		{"TLS 1.0", tls.VersionTLS10, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, config := start(t)
			good := config.Clone()
			config.MinVersion, config.MaxVersion = tt.version, tt.version
			if tt.logged != "" {
				c := dial(t, s, config)
				s.Logs.Wait(t, 1, "handshake complete", "version", tt.logged, "peer", c.LocalAddr().String())
				return
			}
			conn := tls.Client(s.Dial(t).Conn, config)
			if err := conn.Handshake(); err == nil {
				t.Error("the server took the old version")
			}
			s.Logs.Wait(t, 1, "handshake failed", "peer", conn.LocalAddr().String())
			dial(t, s, good)
		})
	}
}

func TestFailedHandshakes(t *testing.T) {
	tests := []struct {
		name   string
		client func(t *testing.T, conn *servertest.Client)
		reason string
	}{
		{"plain text", func(t *testing.T, c *servertest.Client) { c.Send("hello, is this TCP?\n") }, "does not look like a TLS handshake"},
		{"HTTP", func(t *testing.T, c *servertest.Client) { c.Send("GET / HTTP/1.1\r\n\r\n") }, "does not look like a TLS handshake"},
		{"half a hello, then the end", func(t *testing.T, c *servertest.Client) { c.Send("\x16\x03\x01\x02"); c.HalfClose() }, "EOF"},
		{"a reset", func(t *testing.T, c *servertest.Client) { c.Reset() }, "connection reset"},
		{"no trust in the certificate", func(t *testing.T, c *servertest.Client) {
			if err := tls.Client(c.Conn, &tls.Config{ServerName: "localhost"}).Handshake(); err == nil {
				t.Error("the client trusts a stranger")
			}
		}, "bad certificate"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, config := start(t)
			silent := s.Dial(t) // never begins its handshake, and delays no other client
			bad := s.Dial(t)
			peer := bad.LocalAddr().String()
			tt.client(t, bad)
			failed := s.Logs.Wait(t, 1, "handshake failed", "peer", peer)[0]
			if reason := failed.Attrs["error"].(error).Error(); !strings.Contains(reason, tt.reason) {
				t.Errorf("reason %q, want one with %q", reason, tt.reason)
			}

			good := dial(t, s, config)
			good.Send("hello\n")
			good.Expect("SECURE: hello\n")
			if failed := s.Logs.Find("handshake failed", "peer", silent.LocalAddr().String()); len(failed) > 0 {
				t.Errorf("the silent client: %v", failed)
			}
		})
	}
}

func TestHandshakeTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ln := servertest.NewPipeListener()
		s := servertest.StartOn(t, ln, Serve)
		started := time.Now()
		conn := ln.Dial(t)
		if _, err := conn.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("%v, want the end", err)
		}
		if after := time.Since(started); after != 10*time.Second {
			t.Errorf("the server waited %v, want 10s", after)
		}
		s.Logs.Wait(t, 1, "handshake failed")
		s.Stop(t)
	})
}

func TestVanishingClient(t *testing.T) {
	s, config := start(t)
	stays := dial(t, s, config)
	plain := s.Dial(t)
	vanishes := tls.Client(plain.Conn, config)
	if err := vanishes.Handshake(); err != nil {
		t.Fatal(err)
	}
	s.Logs.Wait(t, 2, "handshake complete")
	plain.Reset()
	s.Logs.Wait(t, 1, "connection lost", "peer", plain.LocalAddr().String())
	s.Logs.Wait(t, 1, "secure client disconnected", "peer", plain.LocalAddr().String())
	stays.Send("still here\n")
	stays.Expect("SECURE: still here\n")
}

// A wire keeps the bytes that pass through a connection.
type wire struct {
	net.Conn
	mu   sync.Mutex
	seen bytes.Buffer
}

func (w *wire) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	w.see(p[:n])
	return n, err
}

func (w *wire) Write(p []byte) (int, error) {
	w.see(p)
	return w.Conn.Write(p)
}

func (w *wire) see(p []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen.Write(p)
}

func TestWireShowsCiphertext(t *testing.T) {
	s, config := start(t)
	wire := &wire{Conn: s.Dial(t).Conn}
	conn := tls.Client(wire, config)
	io.WriteString(conn, "the password\n")
	if line, err := bufio.NewReader(conn).ReadString('\n'); line != "SECURE: the password\n" || err != nil {
		t.Fatalf("%q, %v", line, err)
	}
	for _, word := range []string{"password", "SECURE"} {
		if bytes.Contains(wire.seen.Bytes(), []byte(word)) {
			t.Errorf("%q can be read on the wire", word)
		}
	}
}

func TestStopSaysGoodbye(t *testing.T) {
	s, config := start(t)
	c := dial(t, s, config)
	s.Logs.Wait(t, 1, "handshake complete")
	s.Stop(t)
	c.ExpectEOF() // close_notify: a client can distinguish this from a cut wire
	s.Logs.Wait(t, 1, "secure client disconnected")
}
