// Package echo sends every byte back as it came.
package echo

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"sync"
	"time"
)

// Serve accepts clients on ln until ctx ends, and returns nil then.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	accepted, failed := make(chan net.Conn), make(chan error, 1)
	var goroutines sync.WaitGroup
	goroutines.Add(1)
	go func() {
		defer goroutines.Done()
		for {
			conn, err := ln.Accept()
			if err != nil {
				failed <- err
				return
			}
			select {
			case accepted <- conn:
			case <-ctx.Done():
				conn.Close()
			}
		}
	}()
	for {
		select {
		case conn := <-accepted:
			goroutines.Add(1)
			go func() {
				defer goroutines.Done()
				serve(ctx, conn)
			}()
		case <-ctx.Done():
			ln.Close()
			goroutines.Wait()
			return nil
		case err := <-failed:
			return err
		}
	}
}

// serve looks ten times a second whether it is to end.
func serve(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	p := make([]byte, 100)
	for ctx.Err() == nil {
		conn.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
		n, err := conn.Read(p)
		if n > 0 {
			if _, err := conn.Write(p[:n]); err != nil {
				return
			}
		}
		if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
			return
		}
	}
}
