// Package multi answers lines of at most 1,000 bytes.
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

	in := bufio.NewReaderSize(conn, 1<<10)
	for {
		var all []byte
		tooLong, more := false, true
		for more {
			piece, prefix, err := in.ReadLine()
			if err != nil {
				return
			}
			more = prefix
			if tooLong = tooLong || len(all)+len(piece) > 1000; !tooLong {
				all = append(all, piece...)
			}
		}
		if tooLong {
			fmt.Fprintln(conn, "Line too long")
		} else {
			fmt.Fprintln(conn, "Echo: "+string(all))
		}
	}
}
