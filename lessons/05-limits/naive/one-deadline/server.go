// Package limits is an echo server that takes three clients at a time, and
// lets none of them be silent for longer than half a minute.
package limits

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// Serve accepts clients on ln until ctx ends, then closes ln and returns nil.
// It returns an error only if no more clients can be accepted. In either case
// its clients are disconnected and its goroutines have ended.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	return serve(ctx, ln, log, &slots{max: 3}, 30*time.Second)
}

func serve(ctx context.Context, ln net.Listener, log *slog.Logger, slots *slots, idle time.Duration) error {
	ctx, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()
	running.Go(func() { <-ctx.Done(); ln.Close() }) // ends Accept

	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		switch {
		case err == nil:
			log := log.With("peer", conn.RemoteAddr().String())
			if slots.take(log) {
				running.Go(func() { handle(ctx, conn, slots, idle, log) })
			} else { // the accept loop waits for no client, not even for this one
				running.Go(func() { sayGoodbye(ctx, conn, "Server busy. Try again later.\n") })
			}
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

// handle looks after one client, which has a slot.
func handle(ctx context.Context, conn net.Conn, slots *slots, idle time.Duration, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() }) // ends Read and Write
	defer stop()

	err := echo(conn, idle, log)
	timeout := errors.Is(err, os.ErrDeadlineExceeded)
	if timeout {
		log.Info("connection timeout")
	} else if err != io.EOF && !errors.Is(err, net.ErrClosed) {
		log.Warn("connection lost", "error", err)
	}
	slots.free(log) // every way out of echo comes by here: the count is right
	if timeout {
		sayGoodbye(ctx, conn, "Connection timeout\n")
	}
}

// echo returns what ended the talk: io.EOF once the client has sent its last
// byte and has it back.
func echo(conn net.Conn, idle time.Duration, log *slog.Logger) error {
	// once, before the loop
	conn.SetReadDeadline(time.Now().Add(idle))
	buf := make([]byte, 4096)
	for {
		n, err := conn.Read(buf)
		if n > 0 {
			log.Info("received", "data", string(buf[:n]))
			conn.SetWriteDeadline(time.Now().Add(idle))
			if _, err := conn.Write(buf[:n]); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
	}
}

// sayGoodbye sends a last line, sees that it arrives, and closes. To close
// while bytes of the client's are unread sends a reset, which destroys what is
// on its way: so it ends our side alone and reads what still comes, a second.
func sayGoodbye(ctx context.Context, conn net.Conn, line string) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() }) // ends Read and Write
	defer stop()

	conn.SetDeadline(time.Now().Add(time.Second))
	io.WriteString(conn, line)
	if half, ok := conn.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
	io.Copy(io.Discard, conn)
}
