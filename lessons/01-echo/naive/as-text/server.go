// Package echo is a TCP server that sends back what it receives, as text.
package echo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"syscall"
	"time"
)

// Serve accepts clients on ln until ctx ends, then closes ln and returns nil.
// It returns an error only if no more clients can be accepted. In either case
// its clients are disconnected and its goroutines have ended.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	ctx, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()

	// Accept knows nothing of ctx. Closing the listener is what ends it.
	running.Go(func() { <-ctx.Done(); ln.Close() })

	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		switch {
		case err == nil:
			running.Go(func() { handle(ctx, conn, log) })
		case ctx.Err() != nil:
			return nil
		case errors.As(err, new(syscall.Errno)) && !errors.Is(err, syscall.EINVAL):
			// The system cannot accept now: too many open files, no memory,
			// a network that is down. This passes: rest a little, instead of
			// giving up or trying as fast as we can. EINVAL does not pass.
			log.Warn("accept failed", "error", err)
			time.Sleep(100 * time.Millisecond)
		default:
			return fmt.Errorf("accept: %w", err)
		}
	}
}

// handle looks after one client, from its arrival to its end.
func handle(ctx context.Context, conn net.Conn, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() }) // ends Read and Write
	defer stop()

	log = log.With("peer", conn.RemoteAddr().String())
	// io.EOF is the client's goodbye; net.ErrClosed says that we closed the
	// connection ourselves, at ctx's end. All else went wrong on the way.
	if err := echo(conn, log); err != io.EOF && !errors.Is(err, net.ErrClosed) {
		log.Warn("connection lost", "error", err)
	}
	log.Info("client disconnected")
}

// echo returns what ended the talk: io.EOF once the client has sent its last
// byte and has its answer.
func echo(conn net.Conn, log *slog.Logger) error {
	buf := make([]byte, 4096)
	for {
		n, err := conn.Read(buf)
		if n > 0 {
			log.Info("received", "data", string(buf[:n]))
			text := []rune(string(buf[:n])) // bytes to characters
			back := []byte(string(text))    // and back to bytes
			if _, err := conn.Write(back); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
	}
}
