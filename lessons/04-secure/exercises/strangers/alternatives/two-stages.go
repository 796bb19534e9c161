// Package secure answers each line of its clients, over TLS. Strangers are alone with
// their fault.
package secure

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

// handshakeTime is how long a client may take for the handshake.
const handshakeTime = time.Second

// Serve accepts clients on ln until ctx ends. Each client is in one of two goroutines:
// the first one brings those with a handshake to the second one.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	cert, err := selfSigned()
	if err != nil {
		return err
	}
	config := &tls.Config{Certificates: []tls.Certificate{cert}}
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()

	secure := make(chan *tls.Conn)
	running.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case conn := <-secure:
				running.Go(func() { serve(ctx, conn) })
			}
		}
	})
	running.Go(func() { <-ctx.Done(); ln.Close() })
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		running.Go(func() { shakeHands(ctx, tls.Server(conn, config), secure) })
	}
}

func shakeHands(ctx context.Context, conn *tls.Conn, done chan<- *tls.Conn) {
	limit, cancel := context.WithTimeout(ctx, handshakeTime)
	defer cancel()
	if err := conn.HandshakeContext(limit); err != nil {
		conn.Close()
		return
	}
	select {
	case done <- conn:
	case <-ctx.Done():
		conn.Close()
	}
}

func serve(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	answer(conn)
}

// answer answers lines until the client has sent its last one.
func answer(conn net.Conn) {
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		fmt.Fprintf(conn, "SECURE: %s\n", lines.Text())
	}
}

// selfSigned makes a certificate for localhost that vouches for itself.
func selfSigned() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		DNSNames:    []string{"localhost"},
		NotBefore:   time.Now().Add(-time.Hour),
		NotAfter:    time.Now().AddDate(1, 0, 0),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}
