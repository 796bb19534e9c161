// Learner sees: strconv.Atoi takes
// Package frames sends each message back as a netstring, such as 5:hello,
package frames

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strconv"
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

	stream := bufio.NewReader(conn)
	for {
		digits, err := stream.ReadSlice(':')
		if err != nil {
			return
		}
		length, err := strconv.Atoi(string(digits[:len(digits)-1]))
		if err != nil || length < 0 || length > 1000 {
			return
		}
		message := make([]byte, length+1)
		if _, err := io.ReadFull(stream, message); err != nil || message[length] != ',' {
			return
		}
		fmt.Fprintf(conn, "%d:%s", length, message)
	}
}
