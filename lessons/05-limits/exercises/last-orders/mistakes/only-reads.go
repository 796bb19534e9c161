// Learner sees: waits for ever in Write for a client that does not read
// Package limits is an echo server that lets its clients finish when it has to end.
package limits

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"sync"
	"time"
)

// lastOrders is how long clients may go on after the server has to end.
const lastOrders = time.Second

// Serve accepts clients on ln until ctx ends. Who is there then may go on for a while.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var running sync.WaitGroup
	defer running.Wait()
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()

	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		if err != nil && ctx.Err() != nil {
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
	stop := context.AfterFunc(ctx, func() {
		conn.SetReadDeadline(time.Now().Add(lastOrders))
	})
	defer stop()

	buf := make([]byte, 4096)
	for {
		n, err := conn.Read(buf)
		if n > 0 {
			if _, err := conn.Write(buf[:n]); err != nil {
				return
			}
		}
		if errors.Is(err, os.ErrDeadlineExceeded) {
			sayGoodbye(conn, "Server stops\n")
			return
		}
		if err != nil {
			return
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
