// Package errors answers requests in HTTP/1.0.
package errors

import (
	"bytes"
	"context"
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

// handle serves one client: one request, one answer, the end.
func handle(ctx context.Context, conn net.Conn, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	var header []byte
	buf := make([]byte, 512)
	for !bytes.Contains(header, []byte("\r\n\r\n")) {
		n, err := conn.Read(buf)
		header = append(header, buf[:n]...)
		if err != nil {
			return
		}
	}
	first, _, _ := bytes.Cut(header, []byte("\r\n"))
	status, body := "200 OK", "hello\n"
	if words := strings.Fields(string(first)); len(words) != 3 || !strings.HasPrefix(words[2], "HTTP/") {
		status, body = "400 Bad Request", "bad request\n"
	} else if words[1] != "/" {
		status, body = "404 Not Found", "not found\n"
	}
	for _, part := range []string{"HTTP/1.0 ", status, "\r\nContent-Type: text/plain\r\nContent-Length: ", strconv.Itoa(len(body)), "\r\n\r\n", body} {
		if _, err := conn.Write([]byte(part)); err != nil {
			return
		}
	}
}
