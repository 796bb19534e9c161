// Package limits is an echo server whose clients may be silent for a second.
package limits

import (
	"context"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"
)

// patience is how long a client may be silent.
const patience = time.Second

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

// handle serves one client. Another goroutine reads.
func handle(ctx context.Context, conn net.Conn, log *slog.Logger) {
	defer conn.Close()
	came := make(chan []byte)
	gone := make(chan struct{})
	defer close(gone)
	go func() {
		defer close(came)
		for {
			buf := make([]byte, 1024)
			n, err := conn.Read(buf)
			if n > 0 {
				select {
				case came <- buf[:n]:
				case <-gone:
					return
				}
			}
			if err != nil {
				return
			}
		}
	}()
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(patience):
			io.WriteString(conn, "Connection timeout\n")
			return
		case p, ok := <-came:
			if !ok {
				return
			}
			conn.Write(p)
		}
	}
}
