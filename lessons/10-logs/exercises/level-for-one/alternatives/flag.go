// Package logs sends lines back. Each client has a log level of its own.
package logs

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
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

	log = log.With("peer", conn.RemoteAddr().String())
	debug := false
	lines := bufio.NewReader(conn)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		switch line {
		case "LEVEL debug":
			debug = true
			fmt.Fprintln(conn, "level is DEBUG")
		case "LEVEL info":
			debug = false
			fmt.Fprintln(conn, "level is INFO")
		default:
			if debug {
				log.Debug("received", "data", line)
			}
			log.Info("request", "bytes", len(line))
			fmt.Fprintln(conn, line)
		}
	}
}
