// Package multi answers lines of at most 1,000 bytes.
package multi

import (
	"bufio"
	"context"
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

	in, out := bufio.NewReader(conn), bufio.NewWriter(conn)
	defer out.Flush()
	line := make([]byte, 0, 1000)
	skipping := false
	for {
		if in.Buffered() == 0 {
			out.Flush()
		}
		switch b, err := in.ReadByte(); {
		case err != nil:
			if len(line) > 0 && !skipping {
				out.WriteString("Echo: " + string(line) + "\n")
			}
			return
		case b == '\n' && skipping:
			skipping, line = false, line[:0]
		case b == '\n':
			out.WriteString("Echo: " + string(line) + "\n")
			line = line[:0]
		case skipping:
		case len(line) == cap(line):
			skipping = true
			out.WriteString("Line too long\n")
		default:
			line = append(line, b)
		}
	}
}
