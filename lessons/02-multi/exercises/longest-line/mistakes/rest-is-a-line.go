// Learner sees: The rest of the long line was taken for a line of its own
// Package multi answers lines of at most 1,000 bytes.
package multi

import (
	"bufio"
	"bytes"
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

	lines := bufio.NewReaderSize(conn, 1001)
	for {
		line, err := lines.ReadSlice('\n')
		if err == bufio.ErrBufferFull {
			fmt.Fprintln(conn, "Line too long")
			continue
		}
		if len(line) > 0 {
			fmt.Fprintf(conn, "Echo: %s\n", bytes.TrimRight(line, "\r\n"))
		}
		if err != nil {
			return
		}
	}
}
