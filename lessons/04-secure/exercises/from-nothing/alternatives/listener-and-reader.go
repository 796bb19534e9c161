// Package secure is a TLS server that answers each line of its clients.
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
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"time"
)

type server struct {
	mu    sync.Mutex
	conns map[net.Conn]bool
	all   sync.WaitGroup
}

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	cert, err := selfSigned()
	if err != nil {
		return fmt.Errorf("certificate: %w", err)
	}
	ln = tls.NewListener(ln, &tls.Config{Certificates: []tls.Certificate{cert}})
	s := &server{conns: make(map[net.Conn]bool)}
	go func() {
		<-ctx.Done()
		ln.Close()
	}()
	for ctx.Err() == nil {
		conn, err := ln.Accept()
		if err != nil {
			break
		}
		s.mu.Lock()
		s.conns[conn] = true
		s.mu.Unlock()
		s.all.Add(1)
		go s.talk(conn)
	}
	s.mu.Lock()
	for conn := range s.conns {
		conn.Close()
	}
	s.mu.Unlock()
	s.all.Wait()
	return nil
}

func (s *server) talk(conn net.Conn) {
	defer s.all.Done()
	in := bufio.NewReader(conn)
	for {
		line, err := in.ReadString('\n')
		if line = strings.TrimSuffix(line, "\n"); line != "" || err == nil {
			io.WriteString(conn, "SECURE: "+line+"\n")
		}
		if err != nil {
			break
		}
	}
	conn.Close()
	s.mu.Lock()
	delete(s.conns, conn)
	s.mu.Unlock()
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
