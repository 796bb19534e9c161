// Learner sees: Bob has revoked Carol
// Package safe shows its clients who they are: their certificates say it. Alice can revoke
// the name of a client.
package safe

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
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
	members := &members{open: make(map[string]map[net.Conn]bool), revoked: make(map[string]bool)}
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
		running.Go(func() { handle(ctx, tls.Server(conn, config), members, log) })
	}
}

// handle serves one client.
func handle(ctx context.Context, conn *tls.Conn, members *members, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	if err := conn.HandshakeContext(ctx); err != nil {
		log.Warn("refused", "reason", "handshake", "error", err)
		return
	}
	name := conn.ConnectionState().PeerCertificates[0].Subject.CommonName
	log = log.With("name", name)
	if !members.join(name, conn) {
		log.Warn("refused", "reason", "revoked")
		return
	}
	defer members.leave(name, conn)
	log.Info("let in")
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		command, rest, _ := strings.Cut(lines.Text(), " ")
		switch command {
		case "who":
			fmt.Fprintf(conn, "You are %s.\n", name)
		case "revoke":
			members.revoke(rest)
			fmt.Fprintf(conn, "%s is revoked.\n", rest)
		default:
			fmt.Fprint(conn, "error: the commands are who and revoke NAME\n")
		}
	}
}

// members knows who is connected, and who must not be.
type members struct {
	mu      sync.Mutex
	open    map[string]map[net.Conn]bool // by name
	revoked map[string]bool
}

// join reports whether the name may be here, and remembers the connection, in one step:
// between the two it could be revoked.
func (m *members) join(name string, conn net.Conn) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.revoked[name] {
		return false
	}
	if m.open[name] == nil {
		m.open[name] = make(map[net.Conn]bool)
	}
	m.open[name][conn] = true
	return true
}

func (m *members) leave(name string, conn net.Conn) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.open[name], conn)
	if len(m.open[name]) == 0 {
		delete(m.open, name)
	}
}

// revoke keeps the name out, and ends its connections. Their handlers do the rest.
func (m *members) revoke(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.revoked[name] = true
	for conn := range m.open[name] {
		conn.Close()
	}
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
