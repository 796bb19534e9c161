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
	door := door{make(chan func(map[*tls.Conn]string, map[string]bool))}
	var running sync.WaitGroup
	defer running.Wait()
	running.Go(func() { door.keep(ctx) })
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
		running.Go(func() { handle(ctx, tls.Server(conn, config), door, log) })
	}
}

// handle serves one client.
func handle(ctx context.Context, conn *tls.Conn, door door, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	if err := conn.HandshakeContext(ctx); err != nil {
		log.Warn("refused", "reason", "handshake", "error", err)
		return
	}
	name := conn.ConnectionState().PeerCertificates[0].Subject.CommonName
	log = log.With("name", name)
	welcome := false
	door.ask(ctx, func(open map[*tls.Conn]string, revoked map[string]bool) {
		if welcome = !revoked[name]; welcome {
			open[conn] = name
		}
	})
	if !welcome {
		return
	}
	defer door.ask(ctx, func(open map[*tls.Conn]string, _ map[string]bool) { delete(open, conn) })
	log.Info("let in")
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		command, rest, _ := strings.Cut(lines.Text(), " ")
		switch command {
		case "who":
			fmt.Fprintf(conn, "You are %s.\n", name)
		case "revoke":
			if name != "alice" {
				log.Warn("refused", "reason", "not alice")
				fmt.Fprint(conn, "error: only alice may\n")
				continue
			}
			door.ask(ctx, func(open map[*tls.Conn]string, revoked map[string]bool) {
				revoked[rest] = true
				for other, theirs := range open {
					if theirs == rest {
						go other.NetConn().Close() // without TLS's goodbye
					}
				}
			})
			log.Info("revoked", "revoked", rest)
			fmt.Fprintf(conn, "%s is revoked.\n", rest)
		default:
			fmt.Fprint(conn, "error: the commands are who and revoke NAME\n")
		}
	}
}

// door passes on what must be done to the list of connections. One goroutine does it all.
type door struct {
	do chan func(open map[*tls.Conn]string, revoked map[string]bool)
}

// keep does what is asked until ctx ends.
func (d door) keep(ctx context.Context) {
	open, revoked := make(map[*tls.Conn]string), make(map[string]bool)
	for {
		select {
		case f := <-d.do:
			f(open, revoked)
		case <-ctx.Done():
			return
		}
	}
}

// ask has f done, and waits for it. It reports whether it was.
func (d door) ask(ctx context.Context, f func(open map[*tls.Conn]string, revoked map[string]bool)) bool {
	done := make(chan struct{})
	select {
	case d.do <- func(open map[*tls.Conn]string, revoked map[string]bool) { f(open, revoked); close(done) }:
		<-done
		return true
	case <-ctx.Done():
		return false
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
