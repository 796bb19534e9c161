// Learner sees: The client ended in the middle
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
		length := 0
		for digits := 0; ; digits++ {
			b, err := stream.ReadByte()
			if err != nil {
				return
			}
			if b == ':' && digits > 0 {
				break
			}
			n, err := strconv.Atoi(string(b))
			if err != nil || digits == 4 || digits > 0 && length == 0 {
				return
			}
			length = 10*length + n
		}
		if length > 1000 {
			return
		}
		message := make([]byte, length)
		n, err := io.ReadFull(stream, message)
		if err == nil {
			if b, err := stream.ReadByte(); err != nil || b != ',' {
				return
			}
		}
		fmt.Fprintf(conn, "%d:%s,", n, message[:n])
		if err != nil {
			return
		}
	}
}
