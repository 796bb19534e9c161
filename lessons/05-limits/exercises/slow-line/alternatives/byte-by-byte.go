// Package limits is an echo server of lines, each of which has a second to arrive.
package limits

import (
	"bufio"
	"context"
	"errors"
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

	in := bufio.NewReader(conn)
	var line []byte
	for {
		c, err := in.ReadByte()
		var timeout net.Error
		if errors.As(err, &timeout) && timeout.Timeout() {
			sayGoodbye(conn, "Too slow\n")
			return
		}
		if err != nil {
			conn.Write(line)
			return
		}
		if len(line) == 0 {
			conn.SetReadDeadline(time.Now().Add(lineTime))
		}
		line = append(line, c)
		if c == '\n' {
			conn.Write(line)
			line = line[:0]
			conn.SetReadDeadline(time.Time{})
		}
	}
}

// sayGoodbye sends a last line and ends our side. It reads what still comes, for a
// second at most: to close while bytes are unread is a reset.
func sayGoodbye(conn net.Conn, line string) {
	conn.SetDeadline(time.Now().Add(time.Second))
	io.WriteString(conn, line)
	if half, ok := conn.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
	io.Copy(io.Discard, conn)
}
