// Package resources is a key-value store that counts what it holds: connections,
// goroutines and bytes. It gives all of it back when it stops.
package resources

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

// server is what all connections share, and the counts of what it holds.
type server struct {
	store       store
	running     sync.WaitGroup
	connections atomic.Int64
	goroutines  atomic.Int64
}

// Serve accepts clients on ln until ctx ends, then closes ln, lets each client
// finish its command, for 5 seconds at most, and returns nil. It returns an
// error only if no more clients can be accepted. In either case its clients are
// disconnected and its goroutines have ended.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	ctx, stop := context.WithCancel(ctx)
	s := &server{store: store{values: make(map[string]string)}}
	defer s.running.Wait()
	defer stop()
	s.goroutines.Add(1)                          // this one
	s.start(func() { <-ctx.Done(); ln.Close() }) // ends Accept

	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		switch {
		case err == nil:
			log := log.With("peer", conn.RemoteAddr().String())
			log.Info("client connected", "connections", s.connections.Add(1))
			s.start(func() { s.handle(ctx, conn, log) })
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

// start runs f in a goroutine that is counted, and that Serve waits for.
func (s *server) start(f func()) {
	s.goroutines.Add(1)
	s.running.Go(func() {
		defer s.goroutines.Add(-1)
		f()
	})
}
