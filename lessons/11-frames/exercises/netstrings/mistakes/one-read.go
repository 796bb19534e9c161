// Learner sees: The server gave up at the beginning of a netstring
// Package frames sends each message back as a netstring, such as 5:hello,
package frames

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"strings"
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

	buf := make([]byte, 4096)
	for {
		n, err := conn.Read(buf)
		if err != nil {
			return
		}
		digits, rest, _ := strings.Cut(string(buf[:n]), ":")
		length, err := strconv.Atoi(digits)
		if err != nil || length > 1000 || len(rest) <= length || rest[length] != ',' {
			return
		}
		fmt.Fprintf(conn, "%d:%s,", length, rest[:length])
	}
}
