// Package limits is an echo server of lines, each of which has a second to arrive.
package limits

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"
)

// lineTime is how long a line may take, from its first byte to its end.
const lineTime = time.Second

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

	lines := bufio.NewReader(conn)
	for {
		first, err := lines.ReadByte()
		if err != nil {
			return
		}
		line := []byte{first}
		tooSlow := time.AfterFunc(lineTime, func() {
			io.WriteString(conn, "Too slow\n")
			conn.Close() // ends the Read of the line
		})
		if first != '\n' {
			var rest []byte
			rest, err = lines.ReadBytes('\n')
			line = append(line, rest...)
		}
		if !tooSlow.Stop() {
			return
		}
		conn.Write(line)
		if err != nil {
			return
		}
	}
}
