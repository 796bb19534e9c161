// Package echo sends lines back in capital letters.
package echo

import (
	"bufio"
	"bytes"
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

	log = log.With("peer", conn.RemoteAddr().String())
	lines := bufio.NewReader(conn)
	for {
		// A line is whole characters. The last one may have no line feed.
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			log.Info("received", "data", string(line))
			if _, err := conn.Write(bytes.ToUpper(line)); err != nil {
				return
			}
		}
		if err != nil {
			log.Info("client disconnected")
			return
		}
	}
}
