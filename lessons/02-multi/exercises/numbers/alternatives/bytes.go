// Package multi answers each line with its number.
package multi

import (
	"bytes"
	"context"
	"fmt"
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

	var line []byte
	one := make([]byte, 1)
	n := 0
	answer := func() {
		n++
		fmt.Fprintln(conn, fmt.Sprint(n)+":", string(bytes.TrimSuffix(line, []byte("\r"))))
		line = line[:0]
	}
	for {
		if _, err := io.ReadFull(conn, one); err != nil {
			break
		}
		if one[0] == '\n' {
			answer()
			continue
		}
		line = append(line, one[0])
	}
	if len(line) > 0 {
		answer()
	}
}
