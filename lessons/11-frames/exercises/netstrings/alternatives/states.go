// Package frames sends each message back as a netstring, such as 5:hello,
package frames

import (
	"context"
	"io"
	"log/slog"
	"net"
	"strconv"
	"sync"
)

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
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
		running.Go(func() { handle(ctx, conn, log) })
	}
}

// handle serves one client.
func handle(ctx context.Context, conn net.Conn, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	var digits, message []byte
	inMessage, left := false, 0
	buf := make([]byte, 1)
	for {
		if _, err := io.ReadFull(conn, buf); err != nil {
			return
		}
		b := buf[0]
		switch {
		case !inMessage && b == ':':
			n, err := strconv.ParseUint(string(digits), 10, 16)
			if err != nil || n > 1000 || strconv.FormatUint(n, 10) != string(digits) {
				return
			}
			inMessage, left = true, int(n)
		case !inMessage:
			if digits = append(digits, b); len(digits) > 4 {
				return
			}
		case left > 0:
			message = append(message, b)
			left--
		case b != ',':
			return
		default:
			io.WriteString(conn, string(digits)+":"+string(message)+",")
			digits, message, inMessage = nil, nil, false
		}
	}
}
