package handshake_test

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"socketschool/lab"
	"socketschool/lab/authority"
	"socketschool/lab/memnet"
	"socketschool/protocol/handshake"
	"socketschool/server/servertest"
)

// describe sends each client what the server sees of it: its IP address, and of TLS its
// version, the name in its certificate, and whether the school's authority has signed that.
func describe(conn net.Conn) {
	text := conn.RemoteAddr().(*net.TCPAddr).IP.String()
	if secure, ok := conn.(*tls.Conn); ok {
		if secure.Handshake() != nil {
			return
		}
		state := secure.ConnectionState()
		text += " " + tls.VersionName(state.Version)
		for _, cert := range state.PeerCertificates {
			_, err := cert.Verify(x509.VerifyOptions{Roots: school, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
			text += fmt.Sprintf(" %s %t", cert.Subject.CommonName, err == nil)
		}
	}
	io.WriteString(conn, text)
	if half, ok := conn.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
	io.Copy(io.Discard, conn)
}

var own, school = authorities()

// authorities returns a certificate for servers, and a pool with the authority of the
// exercise that asks for certificates.
func authorities() (tls.Certificate, *x509.CertPool) {
	cert, err := authority.School.Certificate("server")
	if err != nil {
		panic(err)
	}
	source, err := os.ReadFile("../../lessons/04-secure/exercises/client-certificate/solution/server.go")
	if err != nil {
		panic(err)
	}
	pool := x509.NewCertPool()
	_, text, _ := bytes.Cut(source, []byte("authorityPEM = `"))
	if text, _, _ = bytes.Cut(text, []byte("`")); !pool.AppendCertsFromPEM(text) {
		panic("the exercise has no authorityPEM")
	}
	return cert, pool
}

func secureServer(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	return servertest.EachConn(func(conn net.Conn) {
		describe(tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{own}, ClientAuth: tls.RequestClientCert}))
	})(ctx, ln, log)
}

// network is a network that labs run on.
type network struct {
	name   string
	listen func() (net.Listener, error)                                       // on a free port
	dial   func(ctx context.Context, from string, port int) (net.Conn, error) // nil means lab.Config's own
	has    func(ctx context.Context, address string) bool                     // reports whether a client can have a local address
}

// memory returns memnet, the network of the tab.
func memory() network {
	n := new(memnet.Network)
	return network{
		name:   "memnet",
		listen: func() (net.Listener, error) { return n.Listen(0) },
		dial: func(ctx context.Context, from string, port int) (net.Conn, error) {
			return n.DialFrom(ctx, &net.TCPAddr{IP: net.ParseIP(cmp.Or(from, "127.0.0.1")).To4()}, port)
		},
		has: func(context.Context, string) bool { return true },
	}
}

// networks returns all networks: memnet, and TCP where package net's "tcp" is one.
func networks() []network {
	all := []network{memory()}
	if runtime.GOOS == "js" {
		return all
	}
	return append(all, network{
		name:   "TCP",
		listen: func() (net.Listener, error) { return net.Listen("tcp", "127.0.0.1:0") },
		has:    lab.HasAddress,
	})
}

// start starts a program as a lab, and stops it at the test's end.
func (n network) start(t *testing.T, program lab.Program) *lab.Lab {
	ln, err := n.listen()
	if err != nil {
		t.Fatal(err)
	}
	config := lab.Config{Program: program, Listener: ln}
	if n.dial != nil {
		port := ln.Addr().(*net.TCPAddr).Port
		config.Dial = func(ctx context.Context, from string) (net.Conn, error) { return n.dial(ctx, from, port) }
	}
	l := lab.Start(config)
	t.Cleanup(l.Stop)
	return l
}

// TestFirst: what a client sends at once is there when the server accepts it, so that a
// server that closes without a Read resets the connection.
func TestFirst(t *testing.T) {
	for _, n := range networks() {
		t.Run(n.name, func(t *testing.T) {
			server := n.start(t, lab.Program{Slug: "test", Serve: servertest.EachConn(func(net.Conn) {})})
			for range 20 {
				options := handshake.ParseOptions(func(name string) string { return map[string]string{"first": "aGVsbG8"}[name] })
				conn, _, _, err := handshake.Dial(t.Context(), server, options)
				if err != nil {
					t.Fatal(err)
				}
				_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
				if n, err := conn.Read(make([]byte, 1)); n != 0 || !errors.Is(err, syscall.ECONNRESET) {
					t.Fatalf("Read returns %d, %v; want a reset", n, err)
				}
				_ = conn.Close()
			}
		})
	}
}

// TestOptions: what the server sees of a client with options, and the errors of options
// that there are not.
func TestOptions(t *testing.T) {
	for _, n := range networks() {
		t.Run(n.name, func(t *testing.T) { testOptions(t, n) })
	}
}

func testOptions(t *testing.T, n network) {
	servers := make(map[bool]*lab.Lab)
	for _, speaksTLS := range []bool{false, true} {
		serve := servertest.EachConn(describe)
		if speaksTLS {
			serve = secureServer
		}
		servers[speaksTLS] = n.start(t, lab.Program{Slug: "test", TLS: speaksTLS, Serve: serve})
	}
	const plain, secure = false, true
	elsewhere := "127.0.0.2"
	if !n.has(t.Context(), elsewhere) { // macOS
		elsewhere = "no local address 127.0.0.2"
	}
	for query, c := range map[string]struct {
		tls  bool
		want string // what the server says, or a part of the error
	}{
		"":                                    {plain, "127.0.0.1"},
		"from 127.0.0.1":                      {plain, "127.0.0.1"},
		"from 127.0.0.2":                      {plain, elsewhere},
		"certificate alice":                   {secure, "127.0.0.1 TLS 1.3 alice true"},
		"certificate bob-2 authority another": {secure, "127.0.0.1 TLS 1.3 bob-2 false"},
		"maxVersion 1.2":                      {secure, "127.0.0.1 TLS 1.2"},
		"minVersion 1.3":                      {secure, "127.0.0.1 TLS 1.3"},
		"minVersion 1.2 maxVersion 1.2":       {secure, "127.0.0.1 TLS 1.2"},
		"first aGVsbG8":                       {plain, "127.0.0.1"},

		"from 10.0.0.1":                          {plain, "begins with 127"},
		"from 127.0.0":                           {plain, "begins with 127"},
		"from 127.0.0.2:80":                      {plain, "begins with 127"},
		"from ::1":                               {plain, "begins with 127"},
		"from ::ffff:127.0.0.1":                  {plain, "begins with 127"},
		"certificate Alice":                      {secure, "small letters"},
		"certificate -":                          {secure, "small letters"},
		"certificate a.b":                        {secure, "small letters"},
		"authority another":                      {secure, "there is none"},
		"certificate a authority mine":           {secure, "or another"},
		"maxVersion 1.1":                         {secure, "1.2 or 1.3"},
		"minVersion tls":                         {secure, "1.2 or 1.3"},
		"minVersion 1.3 maxVersion 1.2":          {secure, "newer than the newest"},
		"plain 1 maxVersion 1.2":                 {secure, "without TLS"},
		"minVersion 1.2":                         {plain, "speaks no TLS"},
		"first aGVsbG8=":                         {plain, "base64url without padding"},
		"maxVersion 1.3 first aGVsbG8":           {secure, "begins with the TLS handshake"},
		"first " + strings.Repeat("a", 1367):     {plain, "1024 bytes at most"},
		"certificate " + strings.Repeat("a", 33): {secure, "32 at most"},
	} {
		t.Run(query, func(t *testing.T) {
			values := make(map[string]string)
			words := strings.Fields(query)
			for i := 0; i < len(words); i += 2 {
				values[words[i]] = words[i+1]
			}
			options := handshake.ParseOptions(func(name string) string { return values[name] })
			conn, _, _, err := handshake.Dial(t.Context(), servers[c.tls], options)
			got := fmt.Sprint(err)
			if err == nil {
				defer conn.Close()
				_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
				text, err := io.ReadAll(conn)
				if err != nil {
					t.Fatal(err)
				}
				got = string(text)
				if got != c.want {
					t.Errorf("the server says %q, want %q", got, c.want)
				}
			} else if !strings.Contains(got, c.want) {
				t.Errorf("error %q, want one with %q", got, c.want)
			}
		})
	}
}
