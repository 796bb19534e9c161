// Learner sees: The listener is closed, and connections are still open
// Package echo sends every byte back as it came.
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

func handle(ctx context.Context, conn net.Conn, log *slog.Logger) {
	defer conn.Close()
	io.Copy(conn, conn)
}
