// Package errors answers requests in HTTP/1.0.
package errors

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

// handle serves one client: one request, one answer, the end.
func handle(ctx context.Context, conn net.Conn, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	lines := bufio.NewScanner(conn) // takes \r\n off
	if !lines.Scan() {
		return
	}
	request := lines.Text()
	for lines.Scan() {
		if lines.Text() == "" {
			answer(conn, request)
			return
		}
	}
}

func answer(conn net.Conn, request string) {
	send := func(status, body string) {
		fmt.Fprintf(conn, "HTTP/1.0 %s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s", status, len(body), body)
	}
	method, rest, ok := strings.Cut(request, " ")
	path, version, both := strings.Cut(rest, " ")
	if !ok || !both || method == "" || !strings.HasPrefix(version, "HTTP/") {
		send("400 Bad Request", "bad request\n")
	} else if path == "/" {
		send("200 OK", "hello\n")
	} else {
		send("404 Not Found", "not found\n")
	}
}
