// Learner sees: A place in the list is no number
// Package broadcast passes each line on to every client that keeps up.
package broadcast

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var running sync.WaitGroup
	defer running.Wait()
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()

	r := &room{}
	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		running.Go(func() { handle(ctx, conn, r, log) })
	}
}

// room is what the clients share.
type room struct {
	mu      sync.Mutex
	clients []*client
	last    int // number that was given
}

type client struct {
	conn   net.Conn
	number int
}

func (r *room) join(conn net.Conn) *client {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last++
	c := &client{conn, r.last}
	r.clients = append(r.clients, c)
	return c
}

func (r *room) leave(c *client) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.remove(c)
}

// remove needs the lock.
func (r *room) remove(c *client) {
	r.clients = slices.DeleteFunc(r.clients, func(o *client) bool { return o == c })
}

// patience is how long a client may take nothing.
const patience = 2 * time.Second

// send passes a message on to every client, and drops those that are too slow.
func (r *room) send(message string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	messages := []string{message}
	for len(messages) > 0 {
		for i, c := range slices.Clone(r.clients) {
			c.conn.SetWriteDeadline(time.Now().Add(patience))
			_, err := io.WriteString(c.conn, messages[0])
			if err == nil {
				continue
			}
			c.conn.Close()
			r.remove(c)
			if errors.Is(err, os.ErrDeadlineExceeded) {
				messages = append(messages, fmt.Sprintf("Client %d was too slow\n", i+1))
			}
		}
		messages = messages[1:]
	}
}

// handle serves one client.
func handle(ctx context.Context, conn net.Conn, r *room, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	c := r.join(conn)
	defer r.leave(c)
	log.Info("new client", "number", c.number)
	lines := bufio.NewReader(conn)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			r.send(strings.TrimRight(line, "\r\n") + "\n")
		}
		if err != nil {
			log.Info("client disconnected", "number", c.number)
			return
		}
	}
}
