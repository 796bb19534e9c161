// Learner sees: a new client takes A
// Package logs sends lines back. It logs what one client says, the one that asked last.
package logs

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"sync/atomic"
)

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var running sync.WaitGroup
	defer running.Wait()
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()

	var chosen atomic.Pointer[net.Conn] // the client at DEBUG
	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		running.Go(func() { handle(ctx, conn, &chosen, log) })
	}
}

// handle serves one client.
func handle(ctx context.Context, conn net.Conn, chosen *atomic.Pointer[net.Conn], log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	chosen.Store(nil) // a new client begins at INFO
	log = log.With("peer", conn.RemoteAddr().String())
	lines := bufio.NewReader(conn)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		switch line {
		case "LEVEL debug":
			chosen.Store(&conn)
			fmt.Fprintln(conn, "level is DEBUG")
		case "LEVEL info":
			chosen.CompareAndSwap(&conn, nil)
			fmt.Fprintln(conn, "level is INFO")
		default:
			if chosen.Load() == &conn {
				log.Debug("received", "data", line)
			}
			log.Info("request", "bytes", len(line))
			fmt.Fprintln(conn, line)
		}
	}
}
