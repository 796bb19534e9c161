// Learner sees: panic: runtime error: index out of range
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

	lines := bufio.NewReader(conn)
	request, err := lines.ReadString('\n')
	if err != nil {
		return
	}
	for line := ""; line != "\r\n"; {
		if line, err = lines.ReadString('\n'); err != nil {
			return // the client has gone before its request was whole
		}
	}
	status, body := answerTo(strings.TrimRight(request, "\r\n"))
	fmt.Fprintf(conn, "HTTP/1.0 %s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s", status, len(body), body)
}

// answerTo returns the status and the body that answer a request's first line.
func answerTo(request string) (status, body string) {
	words := strings.Split(request, " ")
	if words[1] != "/" {
		return "404 Not Found", "not found\n"
	}
	if !strings.HasPrefix(words[2], "HTTP/") {
		return "400 Bad Request", "bad request\n"
	}
	return "200 OK", "hello\n"
}
