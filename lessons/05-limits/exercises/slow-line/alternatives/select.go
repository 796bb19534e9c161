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

// handle serves one client. A goroutine reads, and this one watches the time.
func handle(ctx context.Context, conn net.Conn, log *slog.Logger) {
	came := make(chan byte)
	done := make(chan struct{})
	var reader sync.WaitGroup
	reader.Go(func() {
		defer close(came)
		in := bufio.NewReader(conn)
		for {
			c, err := in.ReadByte()
			if err != nil {
				return
			}
			select {
			case came <- c:
			case <-done:
				return
			}
		}
	})
	defer reader.Wait()
	defer conn.Close()
	defer close(done)

	var line []byte
	var tooSlow <-chan time.Time // nil between two lines
	for {
		select {
		case <-ctx.Done():
			return
		case <-tooSlow:
			io.WriteString(conn, "Too slow\n")
			return
		case c, ok := <-came:
			if !ok {
				conn.Write(line)
				return
			}
			if len(line) == 0 {
				tooSlow = time.After(lineTime)
			}
			if line = append(line, c); c == '\n' {
				conn.Write(line)
				line, tooSlow = nil, nil
			}
		}
	}
}
