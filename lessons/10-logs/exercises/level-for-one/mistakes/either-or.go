// Learner sees: DEBUG adds records
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

	var level slog.LevelVar // of this client, at first INFO
	log = slog.New(levelHandler{log.Handler(), &level}).With("peer", conn.RemoteAddr().String())
	lines := bufio.NewReader(conn)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		switch line {
		case "LEVEL debug":
			level.Set(slog.LevelDebug)
			fmt.Fprintf(conn, "level is %v\n", level.Level())
		case "LEVEL info":
			level.Set(slog.LevelInfo)
			fmt.Fprintf(conn, "level is %v\n", level.Level())
		default:
			if level.Level() == slog.LevelDebug {
				log.Debug("received", "data", line)
			} else {
				log.Info("request", "bytes", len(line))
			}
			fmt.Fprintln(conn, line)
		}
	}
}

// levelHandler passes on the records from a level up.
type levelHandler struct {
	slog.Handler
	level *slog.LevelVar
}

// Enabled is part of slog.Handler.
func (h levelHandler) Enabled(_ context.Context, level slog.Level) bool {
	return level >= h.level.Level()
}

// WithAttrs is part of slog.Handler.
func (h levelHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return levelHandler{h.Handler.WithAttrs(attrs), h.level}
}
