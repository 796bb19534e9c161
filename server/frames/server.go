// Package frames sends back each message of its clients. A length before each
// message says where it ends.
package frames

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
	running.Go(func() { <-ctx.Done(); ln.Close() }) // ends Accept

	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		switch {
		case err == nil:
			running.Go(func() { handle(ctx, conn, log) })
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
func handle(ctx context.Context, conn net.Conn, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() }) // ends Read and Write
	defer stop()

	log = log.With("peer", conn.RemoteAddr().String())
	log.Info("client connected")
	err := answer(conn, log)
	switch {
	case err == io.EOF, errors.Is(err, net.ErrClosed):
		log.Info("client disconnected")
	case errors.Is(err, ErrFrame):
		log.Warn("connection given up", "error", err)
		sayGoodbye(conn, err.Error())
	default:
		log.Warn("connection lost", "error", err)
	}
}

// answer returns what ended the talk: io.EOF once the client has sent its last
// message and has it back.
func answer(conn net.Conn, log *slog.Logger) error {
	for {
		message, err := readMessage(conn)
		if err != nil {
			return err
		}
		log.Info("received", "length", len(message))
		if err := writeMessage(conn, message); err != nil {
			return err
		}
	}
}

// sayGoodbye sends a last message and sees that it arrives: it ends our side
// alone, and reads what still comes, for a second.
func sayGoodbye(conn net.Conn, message string) {
	conn.SetDeadline(time.Now().Add(time.Second))
	writeMessage(conn, []byte(message))
	if half, ok := conn.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
	io.Copy(io.Discard, conn)
}
