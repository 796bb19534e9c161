// Package limits is an echo server without a limit.
package limits

import (
	"context"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"
)

// maxPerAddress is how many clients of one IP address are served at a time.
const maxPerAddress = 2

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
		log.Info("client connected", "peer", conn.RemoteAddr().String())
		running.Go(func() { handle(ctx, conn) })
	}
}

// handle serves one client.
func handle(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	echo(conn)
}

// echo sends back what comes, until the client ends.
func echo(conn net.Conn) {
	buf := make([]byte, 4096)
	for {
		n, err := conn.Read(buf)
		if n > 0 {
			if _, err := conn.Write(buf[:n]); err != nil {
				return
			}
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
