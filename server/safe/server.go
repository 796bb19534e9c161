// Package safe guards a safe: clients show a certificate, and open it with a
// token. It limits what a client can cost, and logs each refusal.
package safe

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"syscall"
	"time"
)

const (
	maxPerPeer       = 3 // connections of one IP address
	handshakeTimeout = 5 * time.Second
)

// Serve is ServeConfig with what LoadConfig makes without files.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	config, err := LoadConfig("", "", "")
	if err != nil {
		return err
	}
	return ServeConfig(ctx, ln, config, log)
}

// ServeConfig accepts clients on ln until ctx ends, then closes ln and returns
// nil. It returns an error only if no more clients can be accepted. In either
// case its clients are disconnected and its goroutines have ended.
func ServeConfig(ctx context.Context, ln net.Listener, config *tls.Config, log *slog.Logger) error {
	ctx, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()
	running.Go(func() { <-ctx.Done(); ln.Close() }) // ends Accept

	peers := &peers{max: maxPerPeer, held: make(map[string]int)}
	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		switch {
		case err == nil:
			log := log.With("peer", conn.RemoteAddr().String())
			if !peers.take(conn.RemoteAddr()) {
				// Before the handshake, which costs more than this.
				log.Warn("refused", "reason", "too many connections", "limit", maxPerPeer)
				conn.Close()
				continue
			}
			running.Go(func() {
				defer peers.free(conn.RemoteAddr())
				handle(ctx, tls.Server(conn, config), log)
			})
		case ctx.Err() != nil:
			return nil
		case errors.As(err, new(syscall.Errno)) && !errors.Is(err, syscall.EINVAL):
			// The system cannot accept now: rest a little. EINVAL does not pass.
			log.Warn("accept failed", "error", err)
			time.Sleep(100 * time.Millisecond)
		default:
			return fmt.Errorf("accept: %w", err)
		}
	}
}

// handle looks after one client, from its handshake to its end.
func handle(ctx context.Context, conn *tls.Conn, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() }) // ends Read and Write
	defer stop()

	handshake, cancel := context.WithTimeout(ctx, handshakeTimeout)
	defer cancel()
	if err := conn.HandshakeContext(handshake); err != nil {
		if ctx.Err() == nil {
			log.Warn("refused", "reason", "handshake", "error", err)
		}
		return
	}
	name := conn.ConnectionState().PeerCertificates[0].Subject.CommonName
	log = log.With("name", name)
	log.Info("let in")

	err := answer(conn, name, log)
	var why refusal
	switch {
	case errors.As(err, &why):
		log.Warn("refused", "reason", string(why))
		sayGoodbye(conn, fmt.Sprintf("error: %s, goodbye\n", why))
	case err != io.EOF && !errors.Is(err, net.ErrClosed):
		log.Warn("connection lost", "error", err)
	}
	log.Info("client disconnected")
}

// sayGoodbye sends a last line and sees that it arrives: it reads what the
// client still sends, a second at most, as in lesson 5.
func sayGoodbye(conn *tls.Conn, line string) {
	conn.SetDeadline(time.Now().Add(time.Second))
	io.WriteString(conn, line)
	conn.CloseWrite() // a close_notify: the client reads EOF
	io.Copy(io.Discard, conn)
}
