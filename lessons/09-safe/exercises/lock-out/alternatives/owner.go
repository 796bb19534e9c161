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
	"errors"
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
	guesses := make(chan guess)
	var running sync.WaitGroup
	defer running.Wait()
	running.Go(func() { judge(ctx, guesses) })
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
		running.Go(func() { handle(ctx, tls.Server(conn, config), guesses, log) })
	}
}

// handle serves one client.
func handle(ctx context.Context, conn *tls.Conn, guesses chan<- guess, log *slog.Logger) {
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
		command, rest, _ := strings.Cut(lines.Text(), " ")
		switch command {
		case "who":
			fmt.Fprintf(conn, "You are %s.\n", name)
		case "open":
			g := guess{name, rest, make(chan error, 1)}
			select {
			case guesses <- g:
			case <-ctx.Done():
				return
			}
			select {
			case err := <-g.result:
				if err != nil {
					fmt.Fprintf(conn, "error: %v, goodbye\n", err)
					return
				}
			case <-ctx.Done():
				return
			}
			fmt.Fprint(conn, "The safe is open.\n")
		default:
			fmt.Fprint(conn, "error: the commands are who and open TOKEN\n")
		}
	}
}

// maxWrong is how many wrong tokens lock a name out.
const maxWrong = 3

var (
	errWrong  = errors.New("wrong token")
	errLocked = errors.New("locked out")
)

// A guess is a token of a client. The answer is sent to result.
type guess struct {
	name, token string
	result      chan error
}

// judge owns the counts: it is the only goroutine that knows them.
func judge(ctx context.Context, guesses <-chan guess) {
	wrong := make(map[string]int)
	for {
		select {
		case g := <-guesses:
			if wrong[g.name] >= maxWrong {
				g.result <- errLocked
			} else if !isToken(g.token) {
				wrong[g.name]++
				g.result <- errWrong
			} else {
				wrong[g.name] = 0
				g.result <- nil
			}
		case <-ctx.Done():
			return
		}
	}
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
