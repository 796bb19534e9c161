// Package logs is an echo server that numbers its requests, and keeps a log for
// the one who has to find out what went wrong. The line LEVEL debug changes how
// much it logs, while it runs.
package logs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// A service is what all connections share.
type service struct {
	level    slog.LevelVar // at first INFO
	requests atomic.Int64  // the number of the newest request
}

// Serve accepts clients on ln until ctx ends, then closes ln and returns nil.
// It returns an error only if no more clients can be accepted. In either case
// its clients are disconnected and its goroutines have ended.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	ctx, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()
	running.Go(func() { <-ctx.Done(); ln.Close() }) // ends Accept

	var s service
	log = slog.New(levelHandler{log.Handler(), &s.level})
	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		switch {
		case err == nil:
			running.Go(func() { s.handle(ctx, conn, log) })
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

// handle looks after one client, from its arrival to its end.
func (s *service) handle(ctx context.Context, conn net.Conn, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() }) // ends Read and Write
	defer stop()

	c := &client{service: s, conn: conn, log: log.With("peer", conn.RemoteAddr().String())}
	c.log.Info("client connected")
	c.logEnd(c.serve())
}
