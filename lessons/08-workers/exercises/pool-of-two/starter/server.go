// Package workers does jobs for its clients, two at a time.
package workers

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"
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
		running.Go(func() { handle(ctx, conn) })
	}
}

// handle serves one client. Its jobs end with it.
func handle(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	context.AfterFunc(ctx, func() { conn.Close() })

	lines := bufio.NewReader(conn)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		var ms int
		var name string
		if line == "ping\n" {
			fmt.Fprint(conn, "pong\n")
		} else if _, err := fmt.Sscanf(line, "job %d %s", &ms, &name); err == nil {
			go func() {
				if work(ctx, ms) {
					fmt.Fprintf(conn, "done %s\n", name)
				}
			}()
		}
	}
}

// work stands for a computation that takes so many milliseconds. It reports whether
// it came to its end before ctx did. It is code that you may not change.
func work(ctx context.Context, ms int) bool {
	select {
	case <-time.After(time.Duration(ms) * time.Millisecond):
		return true
	case <-ctx.Done():
		return false
	}
}
