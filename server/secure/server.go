// Package secure is a TLS server that answers each line of its clients. What
// is on the wire is ciphertext; Read and Write give and take plain text.
package secure

import (
	"bufio"
	"bytes"
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
	maxLine          = 4096 // bytes, the newline not counted
	handshakeTimeout = 10 * time.Second
)

// Serve is ServeCertificate with a new self-signed certificate for localhost.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	cert, err := LoadCertificate("", "")
	if err != nil {
		return err
	}
	return ServeCertificate(ctx, ln, cert, log)
}

// ServeCertificate accepts clients on ln until ctx ends, then closes ln and
// returns nil. It returns an error only if no more clients can be accepted. In
// either case its clients are disconnected and its goroutines have ended.
func ServeCertificate(ctx context.Context, ln net.Listener, cert tls.Certificate, log *slog.Logger) error {
	ctx, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()
	running.Go(func() { <-ctx.Done(); ln.Close() }) // ends Accept

	config := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		switch {
		case err == nil:
			running.Go(func() { handle(ctx, tls.Server(conn, config), log) })
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

// handle looks after one client. The handshake is here and not in the accept
// loop: a client that never finishes it, or speaks no TLS, is alone with that.
func handle(ctx context.Context, conn *tls.Conn, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() }) // ends Read and Write
	defer stop()

	log = log.With("peer", conn.RemoteAddr().String())
	handshake, cancel := context.WithTimeout(ctx, handshakeTimeout)
	defer cancel()
	if err := conn.HandshakeContext(handshake); err != nil {
		if ctx.Err() == nil {
			log.Warn("handshake failed", "error", err)
		}
		return
	}
	state := conn.ConnectionState()
	log.Info("handshake complete", "version", tls.VersionName(state.Version),
		"cipher", tls.CipherSuiteName(state.CipherSuite))

	if err := answer(conn, log); err != io.EOF && !errors.Is(err, net.ErrClosed) {
		log.Warn("connection lost", "error", err)
	}
	log.Info("secure client disconnected")
}

// answer returns what ended the talk: io.EOF once the client has sent its last
// line and has its answer.
func answer(conn net.Conn, log *slog.Logger) error {
	lines := bufio.NewReaderSize(conn, maxLine+1) // with the newline
	for {
		line, err := lines.ReadSlice('\n')
		switch {
		case err == nil, err == io.EOF && len(line) > 0: // the last line may lack its newline
			log.Info("secure message", "data", string(line))
			_, err = fmt.Fprintf(conn, "SECURE: %s\n", bytes.TrimRight(line, "\r\n"))
		case err == bufio.ErrBufferFull:
			log.Warn("line too long", "limit", maxLine)
			_, err = fmt.Fprintf(conn, "Line too long. The limit is %d bytes.\n", maxLine)
			if err == nil {
				err = skipLine(lines)
			}
		}
		if err != nil {
			return err
		}
	}
}

// skipLine drops the rest of a line, however long it is.
func skipLine(lines *bufio.Reader) error {
	for {
		if _, err := lines.ReadSlice('\n'); err != bufio.ErrBufferFull {
			return err
		}
	}
}
