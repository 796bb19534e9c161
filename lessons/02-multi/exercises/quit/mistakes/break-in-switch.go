// Learner sees: The server was expected to close it. It waits in Read
// Package multi answers each line, and says Bye to a client that quits.
package multi

import (
	"bufio"
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

	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		switch line := lines.Text(); line {
		case "quit":
			fmt.Fprintln(conn, "Bye")
			break
		default:
			fmt.Fprintln(conn, "Echo: "+line)
		}
	}
}
