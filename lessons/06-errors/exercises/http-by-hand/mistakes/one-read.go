// Learner sees: The beginning of a request was taken for all of it
// Package errors answers requests in HTTP/1.0.
package errors

import (
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

	buf := make([]byte, 4096)
	n, err := conn.Read(buf)
	if err != nil {
		return
	}
	request, _, _ := strings.Cut(string(buf[:n]), "\r\n")
	status, body := answerTo(strings.TrimRight(request, "\r\n"))
	fmt.Fprintf(conn, "HTTP/1.0 %s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s", status, len(body), body)
}

// answerTo returns the status and the body that answer a request's first line.
func answerTo(request string) (status, body string) {
	words := strings.Split(request, " ")
	switch {
	case len(words) != 3 || !strings.HasPrefix(words[2], "HTTP/"):
		return "400 Bad Request", "bad request\n"
	case words[1] != "/":
		return "404 Not Found", "not found\n"
	}
	return "200 OK", "hello\n"
}
