// Package secure is a TLS server that answers each line of its clients. The
// handshakes are in its accept loop.
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
)

const maxLine = 4096 // bytes, the newline not counted

// Serve is ServeCertificate with a new self-signed certificate for localhost.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	cert, err := LoadCertificate("", "")
	if err != nil {
		return err
	}
	return ServeCertificate(ctx, ln, cert, log)
}

// ServeCertificate accepts clients on ln until ctx ends, and then closes ln.
func ServeCertificate(ctx context.Context, ln net.Listener, cert tls.Certificate, log *slog.Logger) error {
	context.AfterFunc(ctx, func() { ln.Close() }) // ends Accept

	config := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		secure := tls.Server(conn, config)
		if err := secure.Handshake(); err != nil { // waits, too
			return err
		}
		go handle(ctx, secure, log)
	}
}

// handle looks after one client, whose handshake is done.
func handle(ctx context.Context, conn *tls.Conn, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() }) // ends Read and Write
	defer stop()

	log = log.With("peer", conn.RemoteAddr().String())
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
