// Package frames sends each message back as a netstring, such as 5:hello,
package frames

import (
	"bufio"
	"context"
	"fmt"
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

	messages := bufio.NewReader(conn)
	for {
		message, err := messages.ReadString(',')
		if err != nil {
			return
		}
		log.Info("received", "length", len(message))
		fmt.Fprint(conn, message)
	}
}
