// Learner sees: There is one record too many
// Package logs sends lines back. It logs a few of a flood, and counts the others.
package logs

import (
	"bufio"
	"context"
	"io"
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
	number := 0
	leftOut := 0 // since the last record
	lines := bufio.NewReader(conn)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			break
		}
		number++
		unusual := len(strings.TrimRight(line, "\r\n")) > 64
		if number <= 6 || number%100 == 0 || unusual {
			counting(log, leftOut).Info("request", "number", number)
			leftOut = 0
		} else {
			leftOut++
		}
		io.WriteString(conn, line)
	}
	counting(log, leftOut).Info("client disconnected", "requests", number)
}

// counting returns a logger that says how many records were left out, if any.
func counting(log *slog.Logger, leftOut int) *slog.Logger {
	if leftOut == 0 {
		return log
	}
	return log.With("left_out", leftOut)
}
