// Package errors divides, and goes on when its arithmetic panics.
package errors

import (
	"bufio"
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

// handle serves one client. A scanner drops no line that is ended.
func handle(ctx context.Context, conn net.Conn, log *slog.Logger) {
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	for lines := bufio.NewScanner(conn); lines.Scan(); {
		value, problem := guard(func() int { return divide(lines.Text()) })
		if problem != nil {
			log.Error("panic", "value", problem)
			conn.Write([]byte("error: internal error\n"))
			continue
		}
		fmt.Fprintf(conn, "%d\n", value)
	}
}

// guard returns what f returns, or what it panics with.
func guard[T any](f func() T) (value T, problem any) {
	defer func() { problem = recover() }()
	return f(), nil
}

// divide returns the value of a line such as "10 / 2". It is code that you may not change.
func divide(line string) int {
	parts := strings.Split(line, "/")
	a, _ := strconv.Atoi(strings.TrimSpace(parts[0]))
	b, _ := strconv.Atoi(strings.TrimSpace(parts[1]))
	return a / b
}
