// Package errors answers requests in HTTP/1.0.
package errors

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/textproto"
	"regexp"
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

var requestLine = regexp.MustCompile(`^\S+ (\S+) HTTP/\S*$`)

// handle serves one client: one request, one answer, the end.
func handle(ctx context.Context, conn net.Conn, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	reader := textproto.NewReader(bufio.NewReader(conn))
	first, err := reader.ReadLine()
	if err != nil {
		return
	}
	for line := "x"; line != ""; {
		if line, err = reader.ReadLine(); err != nil {
			return
		}
	}
	answer := answers[404]
	if found := requestLine.FindStringSubmatch(first); found == nil {
		answer = answers[400]
	} else if found[1] == "/" {
		answer = answers[200]
	}
	out := bufio.NewWriter(conn)
	defer out.Flush()
	fmt.Fprintf(out, "HTTP/1.0 %s\r\n", answer.status)
	fmt.Fprintf(out, "Content-Type: text/plain\r\n")
	fmt.Fprintf(out, "Content-Length: %d\r\n\r\n%s", len(answer.body), answer.body)
}

var answers = map[int]struct{ status, body string }{
	200: {"200 OK", "hello\n"},
	400: {"400 Bad Request", "bad request\n"},
	404: {"404 Not Found", "not found\n"},
}
