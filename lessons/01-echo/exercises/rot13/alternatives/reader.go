// Package echo moves the letters that it gets by 13 places and sends them back.
package echo

import (
	"context"
	"io"
	"log/slog"
	"net"
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

	io.Copy(conn, rotated{conn})
}

// rotated is a reader of the bytes of another one, in ROT13.
type rotated struct{ from io.Reader }

func (r rotated) Read(p []byte) (int, error) {
	n, err := r.from.Read(p)
	for i, b := range p[:n] {
		switch small := b | 0x20; {
		case small >= 'a' && small <= 'm':
			p[i] += 13
		case small >= 'n' && small <= 'z':
			p[i] -= 13
		}
	}
	return n, err
}
