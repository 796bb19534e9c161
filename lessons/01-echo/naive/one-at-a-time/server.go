// Package echo is a TCP server that sends every byte back as it came, to one
// client at a time.
package echo

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
)

// Serve accepts clients on ln until ctx ends, and then closes ln.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	context.AfterFunc(ctx, func() { ln.Close() }) // ends Accept

	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		handle(ctx, conn, log) // all other clients wait
	}
}

// handle looks after one client, from its arrival to its end.
func handle(ctx context.Context, conn net.Conn, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() }) // ends Read and Write
	defer stop()

	log = log.With("peer", conn.RemoteAddr().String())
	// io.EOF is the client's goodbye; net.ErrClosed says that we closed the
	// connection ourselves, at ctx's end. All else went wrong on the way.
	if err := echo(conn, log); err != io.EOF && !errors.Is(err, net.ErrClosed) {
		log.Warn("connection lost", "error", err)
	}
	log.Info("client disconnected")
}

// echo returns what ended the talk: io.EOF once the client has sent its last
// byte and has it back.
func echo(conn net.Conn, log *slog.Logger) error {
	buf := make([]byte, 4096)
	for {
		// Read gives what has arrived by now: half a character, or ten lines.
		n, err := conn.Read(buf)
		if n > 0 {
			log.Info("received", "data", string(buf[:n]))
			if _, err := conn.Write(buf[:n]); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
	}
}
