// Package chat is a chat server: names, rooms, private messages, who is there,
// and the last lines for those who come late.
package chat

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	maxLine = 1024             // bytes, the newline not counted
	naming  = 30 * time.Second // for a client to choose its name
	goodbye = "The server stops. Goodbye.\n"
)

// Serve accepts clients on ln until ctx ends, then closes ln, says goodbye and
// returns nil. It returns an error only if no more clients can be accepted. In
// either case its clients are disconnected and its goroutines have ended.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	ctx, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()
	hub := newHub()
	running.Go(func() { <-ctx.Done(); ln.Close(); hub.stop() }) // ends Accept, and then all clients

	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		switch {
		case err == nil:
			running.Go(func() { handle(hub.enter(conn, log), hub) })
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

// handle looks after one client.
func handle(c *client, hub *hub) {
	defer c.conn.Close()
	go deliver(c, hub)
	hub.answer(c, "What is your name?\n")
	if err := receive(c, hub); err == io.EOF {
		hub.leave(c, err) // and after a reset?
	}
}

// leave takes c out of the hub. Its name is free when the others know.
func (h *hub) leave(c *client, err error) {
	h.mu.Lock()
	if !c.ended {
		last := ""
		if errors.Is(err, os.ErrDeadlineExceeded) {
			last = fmt.Sprintf("No name for %v. Goodbye.\n", naming)
		} else if err != io.EOF {
			c.log.Warn("connection lost", "error", err)
		}
		h.end(c, last, patience)
	}
	h.mu.Unlock()
	h.part(c)

	h.mu.Lock()
	defer h.mu.Unlock()
	if c.name != "" {
		delete(h.names, c.name)
	}
	c.log.Info("client left", "name", c.name, "remaining", len(h.names))
}

// receive returns what ended it: io.EOF once the client has sent its last line.
func receive(c *client, hub *hub) error {
	lines := bufio.NewReaderSize(c.conn, maxLine+1) // with the newline
	for {
		line, err := lines.ReadSlice('\n')
		switch {
		case err == nil, err == io.EOF && len(line) > 0: // the last line may lack its newline
			if quit := hub.hear(c, strings.TrimRight(string(line), "\r\n")); quit {
				return io.EOF
			}
		case err == bufio.ErrBufferFull:
			hub.answer(c, fmt.Sprintf("Line too long: %d bytes at most\n", maxLine))
			for err == bufio.ErrBufferFull { // drops the rest of the line
				_, err = lines.ReadSlice('\n')
			}
			if err != nil {
				return err
			}
		default:
			return err
		}
	}
}
