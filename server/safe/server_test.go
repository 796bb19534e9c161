package safe

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log/slog"
	"net"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"socketschool/lab/authority"
	"socketschool/server/servertest"
)

// The secrets, neither of which may get into the log.
const (
	openSesame = "sesame-4048"
	hashed     = "ddc7121a2e7d90f1792fc1090edde0f1dfdcb890ceb1b4c59ead4c29d48b224b"
)

// start runs the server and returns what a client needs to trust it.
func start(t *testing.T) (*servertest.Server, *tls.Config) {
	t.Helper()
	server, err := LoadConfig("", "", "")
	if err != nil {
		t.Fatal(err)
	}
	s := servertest.Start(t, func(ctx context.Context, ln net.Listener, log *slog.Logger) error {
		return ServeConfig(ctx, ln, server, log)
	})
	return s, trusting(t, server)
}

// trusting returns the config of a client that verifies the server.
func trusting(t *testing.T, server *tls.Config) *tls.Config {
	t.Helper()
	cert, err := x509.ParseCertificate(server.Certificates[0].Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(cert)
	return &tls.Config{RootCAs: roots, ServerName: "localhost"}
}

// with returns config with a certificate to show, whatever the server asks for.
func with(config *tls.Config, by authority.Authority, name string) *tls.Config {
	cert, err := by.Certificate(name)
	if err != nil {
		panic(err)
	}
	config = config.Clone()
	config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &cert, nil }
	return config
}

// dial connects a client that the server lets in.
func dial(t *testing.T, s *servertest.Server, config *tls.Config, name string) *servertest.Client {
	t.Helper()
	return shakeHands(t, s.Dial(t).Conn, with(config, authority.School, name))
}

func shakeHands(t *testing.T, conn net.Conn, config *tls.Config) *servertest.Client {
	t.Helper()
	secure := tls.Client(conn, config)
	if err := secure.Handshake(); err != nil {
		t.Fatal(err)
	}
	return servertest.NewClient(t, secure)
}

func TestAnswers(t *testing.T) {
	const (
		unknown = "error: the commands are who and open TOKEN\n"
		opened  = "The safe is open.\n"
		alice   = "You are alice.\n"
	)
	goodbye := func(why string) string { return fmt.Sprintf("error: %s, goodbye\n", why) }
	tests := []struct {
		name, send, want string
		refused          string // the reason in the log; "" for none
	}{
		{"who", "who\n", alice, ""},
		{"open", "open " + openSesame + "\n", opened, ""},
		{"a carriage return", "open " + openSesame + "\r\n", opened, ""},
		{"lines at once", "who\nopen " + openSesame + "\nwho\n", alice + opened + alice, ""},
		{"nothing", "", "", ""},
		{"wrong token", "open sesame\nwho\n", goodbye("wrong token"), "wrong token"},
		{"no token", "open\n", goodbye("wrong token"), "wrong token"},
		{"empty token", "open \n", goodbye("wrong token"), "wrong token"},
		{"a part of the token", "open sesame-404\n", goodbye("wrong token"), "wrong token"},
		{"more than the token", "open " + openSesame + "8\n", goodbye("wrong token"), "wrong token"},
		{"a blank behind", "open " + openSesame + " \n", goodbye("wrong token"), "wrong token"},
		{"the hash", "open " + hashed + "\n", goodbye("wrong token"), "wrong token"},
		{"mistyped", "opne " + openSesame + "\nwho\n", unknown + alice, "unknown command"},
		{"an empty line", "\nwho\n", unknown + alice, "unknown command"},
		{"not UTF-8", "\xff\x00\nwho\n", unknown + alice, "unknown command"},
		{"the longest line", strings.Repeat("x", 128) + "\nwho\n", unknown + alice, "unknown command"},
		{"a byte too long", strings.Repeat("x", 129) + "\nwho\n", goodbye("the line is too long"), "the line is too long"},
		{"too long, no newline", strings.Repeat("x", 1<<16), goodbye("the line is too long"), "the line is too long"},
		{"no end", "who\nopen " + openSesame, alice + goodbye("the line has no end"), "the line has no end"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, config := start(t)
			c := dial(t, s, config, "alice")
			c.Send(tt.send)
			c.HalfClose() // TLS's own: close_notify
			c.Expect(tt.want)
			c.ExpectEOF()
			s.Logs.Wait(t, 1, "client disconnected", "name", "alice", "peer", c.LocalAddr().String())
			refused := s.Logs.Find("refused", "name", "alice", "peer", c.LocalAddr().String())
			if tt.refused == "" {
				if len(refused) > 0 {
					t.Errorf("refused: %v", refused)
				}
			} else if len(refused) != 1 || refused[0].Attrs["reason"] != tt.refused || refused[0].Level != slog.LevelWarn {
				t.Errorf("refused: %v, want one for %q at WARN", refused, tt.refused)
			}
			if lost := s.Logs.Find("connection lost"); len(lost) > 0 {
				t.Errorf("a normal end was logged as %v", lost)
			}
			checkNoSecret(t, s.Logs.All())
		})
	}
}

// checkNoSecret checks that no record has the token or the greater part of it, nor
// the other tokens that tests send.
func checkNoSecret(t *testing.T, records []servertest.Record) {
	t.Helper()
	for _, r := range records {
		if text := fmt.Sprint(r); strings.Contains(text, "sesame") || strings.Contains(text, hashed[:8]) {
			t.Errorf("the log has a secret: %v", r)
		}
	}
}

func TestHandshakes(t *testing.T) {
	tests := []struct {
		name    string
		options func(*tls.Config) *tls.Config
		reason  string
	}{
		{"no certificate", func(c *tls.Config) *tls.Config { return c }, "didn't provide a certificate"},
		{"signed by somebody else", func(c *tls.Config) *tls.Config { return with(c, authority.Another, "alice") }, "unknown authority"},
		{"TLS 1.2", func(c *tls.Config) *tls.Config {
			c = with(c, authority.School, "alice")
			c.MaxVersion = tls.VersionTLS12
			return c
		}, "unsupported versions"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, config := start(t)
			inside := dial(t, s, config, "bob")
			conn := tls.Client(s.Dial(t).Conn, tt.options(config))
			c := servertest.NewClient(t, conn)
			_, err := io.WriteString(conn, "who\n")
			if err == nil { // TLS 1.3: the client has sent before it hears of the refusal
				_, err = c.ReadLine()
			}
			if err == nil {
				t.Error("the server has answered")
			}
			failed := s.Logs.Wait(t, 1, "refused", "reason", "handshake", "peer", conn.LocalAddr().String())[0]
			if text := failed.Attrs["error"].(error).Error(); !strings.Contains(text, tt.reason) {
				t.Errorf("refused for %q, want %q", text, tt.reason)
			}
			inside.Send("who\n")
			inside.Expect("You are bob.\n")
		})
	}
}

func TestPlainClient(t *testing.T) {
	s, _ := start(t)
	c := s.Dial(t)
	c.Send("open " + openSesame + "\n") // the secret, where there is no TLS
	c.ExpectEnd()
	s.Logs.Wait(t, 1, "refused", "reason", "handshake", "peer", c.LocalAddr().String())
	checkNoSecret(t, s.Logs.All())
}

// A wire keeps what a client writes to its connection.
type wire struct {
	net.Conn
	written bytes.Buffer
}

func (w *wire) Write(p []byte) (int, error) {
	w.written.Write(p)
	return w.Conn.Write(p)
}

// TestWire: in TLS 1.3 the name in a client's certificate is encrypted, and in TLS 1.2 not.
func TestWire(t *testing.T) {
	for version, readable := range map[uint16]bool{tls.VersionTLS12: true, tls.VersionTLS13: false} {
		t.Run(tls.VersionName(version), func(t *testing.T) {
			server, err := LoadConfig("", "", "")
			if err != nil {
				t.Fatal(err)
			}
			server.MinVersion, server.MaxVersion = version, version
			s := servertest.Start(t, func(ctx context.Context, ln net.Listener, log *slog.Logger) error {
				return ServeConfig(ctx, ln, server, log)
			})
			wire := &wire{Conn: s.Dial(t).Conn}
			c := shakeHands(t, wire, with(trusting(t, server), authority.School, "alice"))
			c.Send("who\n")
			c.Expect("You are alice.\n")
			if found := bytes.Contains(wire.written.Bytes(), []byte("alice")); found != readable {
				t.Errorf("the name can be read on the wire: %t, want %t", found, readable)
			}
		})
	}
}

// TestNames: clients at once have each their own name.
func TestNames(t *testing.T) {
	s, config := start(t)
	a, b := dial(t, s, config, "alice"), dial(t, s, config, "bob")
	a.Send("w")
	b.Send("who\n")
	b.Expect("You are bob.\n")
	a.Send("ho\n")
	a.Expect("You are alice.\n")
}

// TestTimes has the lesson's own times, in made-up time.
func TestTimes(t *testing.T) {
	tests := []struct {
		name   string
		send   func(conn io.Writer)
		reason string
		after  time.Duration
	}{
		{"silence", func(io.Writer) {}, "no line for a minute", time.Minute},
		{"half a line", func(conn io.Writer) { io.WriteString(conn, "wh") }, "the line took too long", 2 * time.Second},
		{"a byte now and then", func(conn io.Writer) {
			for range 1000 {
				if _, err := io.WriteString(conn, "x"); err != nil {
					return
				}
				<-time.After(300 * time.Millisecond)
			}
		}, "the line took too long", 2 * time.Second},
		{"a line in time, then half of one", func(conn io.Writer) {
			for _, b := range []byte("open " + openSesame[:1]) {
				conn.Write([]byte{b})
				<-time.After(300 * time.Millisecond)
			}
		}, "the line took too long", 2 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server, err := LoadConfig("", "", "")
				if err != nil {
					t.Fatal(err)
				}
				ln := servertest.NewPipeListener()
				s := servertest.StartOn(t, ln, func(ctx context.Context, ln net.Listener, log *slog.Logger) error {
					return ServeConfig(ctx, ln, server, log)
				})
				conn := tls.Client(ln.Dial(t), with(trusting(t, server), authority.School, "alice"))
				if err := conn.Handshake(); err != nil {
					t.Fatal(err)
				}
				began := time.Now()
				go tt.send(conn)
				answers := bufio.NewReader(conn)
				line, err := answers.ReadString('\n')
				if want := fmt.Sprintf("error: %s, goodbye\n", tt.reason); line != want || err != nil {
					t.Errorf("%q, %v, want %q", line, err, want)
				}
				if since := time.Since(began); since != tt.after {
					t.Errorf("after %v, want %v", since, tt.after)
				}
				conn.Close()
				s.Logs.Wait(t, 1, "refused", "reason", tt.reason)
				s.Stop(t)
			})
		})
	}
}

func TestSilentHandshake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ln := servertest.NewPipeListener()
		s := servertest.StartOn(t, ln, Serve)
		began := time.Now()
		conn := ln.Dial(t)
		if _, err := conn.Read(make([]byte, 1)); err != io.EOF || time.Since(began) != 5*time.Second {
			t.Errorf("%v after %v, want the end after 5s", err, time.Since(began))
		}
		s.Logs.Wait(t, 1, "refused", "reason", "handshake")
		s.Stop(t)
	})
}

// TestPlaces: an address has three places, whatever way clients leave, and takes none
// of another's.
func TestPlaces(t *testing.T) {
	s, config := start(t)
	for range 5 {
		var inside []*servertest.Client
		for range 3 {
			inside = append(inside, dialWhenFree(t, s, config))
		}
		fourth := s.Dial(t)
		fourth.ExpectEnd()
		s.Logs.Wait(t, 1, "refused", "reason", "too many connections", "limit", 3, "peer", fourth.LocalAddr().String())
		if runtime.GOOS != "darwin" { // which has 127.0.0.1 alone
			c := shakeHands(t, dialFrom(t, s, "127.0.0.2"), with(config, authority.School, "bob"))
			c.Send("who\n")
			c.Expect("You are bob.\n")
			c.Close()
		}
		before := len(s.Logs.Find("client disconnected", "name", "alice"))
		inside[0].Close()
		inside[1].Send("open wrong\n")
		inside[1].Expect("error: wrong token, goodbye\n")
		inside[1].Close()
		inside[2].Conn.(*tls.Conn).NetConn().Close() // no close_notify
		s.Logs.Wait(t, before+3, "client disconnected", "name", "alice")
	}
}

// dialWhenFree connects a client of alice as soon as there is a place: one is free just
// after the record of who left.
func dialWhenFree(t *testing.T, s *servertest.Server, config *tls.Config) *servertest.Client {
	t.Helper()
	for {
		conn := tls.Client(s.Dial(t).Conn, with(config, authority.School, "alice"))
		c := servertest.NewClient(t, conn)
		if conn.Handshake() == nil {
			c.Send("who\n")
			c.Expect("You are alice.\n")
			return c
		}
	}
}

func dialFrom(t *testing.T, s *servertest.Server, address string) net.Conn {
	t.Helper()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
	conn, err := dialer.DialContext(t.Context(), "tcp", s.Addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// TestPeersForget: the map does not grow with the addresses that came.
func TestPeersForget(t *testing.T) {
	p := &peers{max: 1, held: make(map[string]int)}
	for i := range 1000 {
		addr := &net.TCPAddr{IP: net.IPv4(10, 0, byte(i>>8), byte(i)), Port: i}
		if !p.take(addr) || p.take(&net.TCPAddr{IP: addr.IP, Port: 1}) {
			t.Fatalf("%v has not exactly one place", addr)
		}
		p.free(addr)
	}
	if len(p.held) > 0 {
		t.Errorf("%d addresses are left", len(p.held))
	}
}

func TestVanishingClient(t *testing.T) {
	s, config := start(t)
	plain := s.Dial(t)
	shakeHands(t, plain.Conn, with(config, authority.School, "alice"))
	s.Logs.Wait(t, 1, "let in", "name", "alice")
	plain.Reset()
	s.Logs.Wait(t, 1, "connection lost", "peer", plain.LocalAddr().String())
	s.Logs.Wait(t, 1, "client disconnected", "peer", plain.LocalAddr().String())
}

// TestClientThatNeverReads: the answer to a line has the line's time.
func TestClientThatNeverReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, err := LoadConfig("", "", "")
		if err != nil {
			t.Fatal(err)
		}
		ln := servertest.NewPipeListener() // has no buffer
		s := servertest.StartOn(t, ln, func(ctx context.Context, ln net.Listener, log *slog.Logger) error {
			return ServeConfig(ctx, ln, server, log)
		})
		conn := tls.Client(ln.Dial(t), with(trusting(t, server), authority.School, "alice"))
		io.WriteString(conn, "who\n")
		began := time.Now()
		s.Logs.Wait(t, 1, "connection lost")
		if since := time.Since(began); since != 2*time.Second {
			t.Errorf("after %v, want 2s", since)
		}
		conn.NetConn().Close() // else the server's close_notify waits for a reader
		s.Stop(t)
	})
}
