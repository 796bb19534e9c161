// Package broadcast is a TCP server that passes every message on to every
// client, the sender included. A message is a line.
package broadcast

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

const (
	maxLine      = 4096             // bytes, the newline not counted
	timeInterval = 5 * time.Second  // between two announcements of the time
	maxWrite     = 16 << 10         // bytes that one Write is given
	writeTimeout = 10 * time.Second // for a client to take them
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

	room := &room{clients: make(map[*client]bool), emptier: make(chan struct{})}
	running.Go(func() { tellTime(ctx, room) })

	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		switch {
		case err == nil:
			c := room.join(conn, log)
			running.Go(func() { handle(ctx, c, room) })
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

func tellTime(ctx context.Context, room *room) {
	tick := time.Tick(timeInterval)
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick:
			room.send("Server time: "+now.Format(time.DateTime)+"\n", room.clients)
		}
	}
}

// handle looks after one client with two goroutines: while this one waits for
// the client's next message, the other one sends it those of all clients.
func handle(ctx context.Context, c *client, room *room) {
	defer c.conn.Close()
	stop := context.AfterFunc(ctx, func() { c.conn.Close() }) // ends Read and Write
	defer stop()

	var sending sync.WaitGroup
	sending.Go(func() { deliver(c, room) })
	if err := receive(c, room); err != io.EOF && !errors.Is(err, net.ErrClosed) {
		c.log.Warn("connection lost", "error", err)
	}
	room.leave(c)
	sending.Wait() // after a half-close the client still gets what waits for it
}
