// Package safe shows its clients who they are: their certificates say it.
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
		running.Go(func() { handle(ctx, tls.Server(conn, config), log) })
	}
}

// handle serves one client.
func handle(ctx context.Context, conn *tls.Conn, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	if err := conn.HandshakeContext(ctx); err != nil {
		log.Warn("refused", "reason", "handshake", "error", err)
		return
	}
	name := conn.ConnectionState().PeerCertificates[0].Subject.CommonName
	log = log.With("name", name)
	log.Info("let in")
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		switch lines.Text() {
		case "who":
			fmt.Fprintf(conn, "You are %s.\n", name)
		default:
			fmt.Fprint(conn, "error: the commands are who and revoke NAME\n")
		}
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
