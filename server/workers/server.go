// Package workers computes SHA-256 for its clients, as often as they ask, with
// two workers. It answers at once what needs no work, however much there is.
package workers

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"syscall"
	"time"
)

const (
	workers  = 2 // as many tasks are worked on at a time
	maxQueue = 2 // as many more wait
)

// Serve accepts clients on ln until ctx ends, then closes ln and returns nil.
// It returns an error only if no more clients can be accepted. In either case
// its clients are disconnected and its goroutines have ended.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	ctx, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()
	running.Go(func() { <-ctx.Done(); ln.Close() }) // ends Accept

	pool := newPool(workers, maxQueue)
	for range workers {
		running.Go(func() { pool.work(ctx) })
	}
	log.Info("listening", "address", ln.Addr().String(), "workers", workers, "queue", maxQueue)
	for {
		conn, err := ln.Accept()
		switch {
		case err == nil:
			running.Go(func() { handle(ctx, conn, pool, log) })
		case ctx.Err() != nil:
			return nil
		case errors.As(err, new(syscall.Errno)) && !errors.Is(err, syscall.EINVAL):
			// The system cannot accept now: rest a little. EINVAL does not pass.
			log.Warn("accept failed", "error", err)
			time.Sleep(100 * time.Millisecond)
		default:
			return fmt.Errorf("accept: %w", err)
		}
	}
}
