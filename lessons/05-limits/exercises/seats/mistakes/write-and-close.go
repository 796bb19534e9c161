// Learner sees: Client Z had spoken before it was refused, and was reset
// Package limits is an echo server with two seats.
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

// patience is how long a client may be silent.
const patience = time.Second

// maxClients is how many clients are served at a time.
const maxClients = 2

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var running sync.WaitGroup
	defer running.Wait()
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()

	var seats seats
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		running.Go(func() {
			defer conn.Close()
			stop := context.AfterFunc(ctx, func() { conn.Close() })
			defer stop()

			if !seats.take() {
				sayGoodbye(conn, "Server busy. Try again later.\n")
				return
			}
			defer seats.free()
			handle(conn, log)
		})
	}
}

// seats counts the clients that are served.
type seats struct {
	mu    sync.Mutex
	taken int
}

func (s *seats) take() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken == maxClients {
		return false
	}
	s.taken++
	return true
}

func (s *seats) free() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken--
}

// handle serves one client, which leaves in one of several ways.
func handle(conn net.Conn, log *slog.Logger) {
	buf := make([]byte, 4096)
	for {
		conn.SetReadDeadline(time.Now().Add(patience))
		n, err := conn.Read(buf)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			sayGoodbye(conn, "Connection timeout\n")
			return
		}
		if n > 0 {
			if _, err := conn.Write(buf[:n]); err != nil {
				log.Warn("connection lost", "error", err)
				return
			}
		}
		if err == io.EOF {
			return
		}
		if err != nil {
			log.Warn("connection lost", "error", err)
			return
		}
	}
}

// sayGoodbye sends a last line.
func sayGoodbye(conn net.Conn, line string) {
	conn.SetDeadline(time.Now().Add(time.Second))
	io.WriteString(conn, line)
}
