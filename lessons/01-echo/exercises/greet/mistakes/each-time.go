// Learner sees: "Hello\n" came twice
// Package echo greets each client and sends its bytes back.
package echo

import (
	"context"
	"fmt"
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

	fmt.Fprintln(conn, "Hello")

	buf := make([]byte, 4096)
	for {
		n, err := conn.Read(buf)
		fmt.Fprintln(conn, "Hello")
		if _, err := conn.Write(buf[:n]); err != nil {
			return
		}
		if err != nil {
			return
		}
	}
}
