// Package safe guards a safe: clients show a certificate, and open it with a token. A name
// with three wrong tokens is locked out.
package safe

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// authorityPEM is the certificate of those who sign our clients' certificates.
const authorityPEM = `-----BEGIN CERTIFICATE-----
MIIBIjCB1aADAgECAgEBMAUGAytlcDAYMRYwFAYDVQQDEw1Tb2NrZXQgU2Nob29s
MCAXDTk5MDEwMTAwMDAwMFoYDzIwOTkwMTAxMDAwMDAwWjAYMRYwFAYDVQQDEw1T
b2NrZXQgU2Nob29sMCowBQYDK2VwAyEAypOsFwUYcHHWe4PH/w7+gQjo7EUwV113
JoeTM9vavnyjQjBAMA4GA1UdDwEB/wQEAwICBDAPBgNVHRMBAf8EBTADAQH/MB0G
A1UdDgQWBBTFuUDtP2XDkZZd6ClfxdJfR0+lezAFBgMrZXADQQDE2UgP+ZiIIJQm
7GAilpnAz7Qeu2d7GXT/rZP1+2jXb7Hmug3IDGvbo+pP9h+rRQDtE1K8qgHNgmf9
gedIqLwF
-----END CERTIFICATE-----`

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	config, err := newConfig()
	if err != nil {
		return err
	}
	counts := new(sync.Map) // *atomic.Int64 by name: its guesses since it was right
	var running sync.WaitGroup
	defer running.Wait()
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()

	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		running.Go(func() { handle(ctx, tls.Server(conn, config), counts, log) })
	}
}

// handle serves one client. It reads lines with a bufio.Reader, and keeps its place in the
// count of its name.
func handle(ctx context.Context, conn *tls.Conn, counts *sync.Map, log *slog.Logger) {
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()

	if err := conn.HandshakeContext(ctx); err != nil {
		log.Warn("refused", "reason", "handshake", "error", err)
		return
	}
	name := conn.ConnectionState().PeerCertificates[0].Subject.CommonName
	counter, _ := counts.LoadOrStore(name, new(atomic.Int64))
	lines := bufio.NewReader(conn)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		answer, goes := reply(strings.TrimSpace(line), name, counter.(*atomic.Int64))
		if _, err := io.WriteString(conn, answer+"\n"); err != nil || goes {
			return
		}
	}
}

// reply returns the answer to a line, and whether the client has to go. A guess is counted
// before it is looked at, and taken back if it was right.
func reply(line, name string, counter *atomic.Int64) (answer string, goes bool) {
	token, ok := strings.CutPrefix(line, "open ")
	switch {
	case line == "who":
		return "You are " + name + ".", false
	case !ok:
		return "error: the commands are who and open TOKEN", false
	case counter.Add(1) > 3:
		return "error: locked out, goodbye", true
	case !isToken(token):
		return "error: wrong token, goodbye", true
	}
	counter.Store(0)
	return "The safe is open.", false
}

// tokenHash is the SHA-256 of the token, sesame-4048.
const tokenHash = "ddc7121a2e7d90f1792fc1090edde0f1dfdcb890ceb1b4c59ead4c29d48b224b"

// isToken takes the same time for every wrong token.
func isToken(given string) bool {
	sum := sha256.Sum256([]byte(given))
	return subtle.ConstantTimeCompare([]byte(hex.EncodeToString(sum[:])), []byte(tokenHash)) == 1
}

// newConfig makes a certificate for localhost, and asks clients for one of the authority's.
func newConfig() (*tls.Config, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		DNSNames:    []string{"localhost"},
		NotBefore:   time.Now().Add(-time.Hour),
		NotAfter:    time.Now().AddDate(1, 0, 0),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	clients := x509.NewCertPool()
	clients.AppendCertsFromPEM([]byte(authorityPEM))
	return &tls.Config{
		Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    clients,
		MinVersion:   tls.VersionTLS13,
	}, err
}
