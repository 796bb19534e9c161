// Package multi answers each line, and says Bye to a client that quits.
package multi

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
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

	answers := make(chan string)
	go func() {
		defer close(answers)
		in := bufio.NewReader(conn)
		for {
			line, err := in.ReadBytes('\n')
			if string(bytes.TrimRight(line, "\r\n")) == "quit" {
				answers <- "Bye\n"
				return
			}
			if len(line) > 0 {
				answers <- "Echo: " + string(bytes.TrimRight(line, "\r\n")) + "\n"
			}
			if err != nil {
				return
			}
		}
	}()
	for answer := range answers {
		io.WriteString(conn, answer)
	}
}
