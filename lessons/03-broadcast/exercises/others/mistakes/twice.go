// Learner sees: came twice at
// Package broadcast passes each line on to the other clients.
package broadcast

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
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
}

// client is a client, and the messages that wait to be sent to it.
type client struct {
	conn  net.Conn
	queue chan string
}

func (r *room) join(c *client) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.clients = append(r.clients, c)
}

func (r *room) leave(c *client) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.clients = slices.DeleteFunc(r.clients, func(o *client) bool { return o == c })
	close(c.queue)
}

// send passes a message on to every client.
func (r *room) send(from *client, message string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.clients {
		if c == from {
			continue
		}
		if c != from {
			c.queue <- message
		}
		select {
		case c.queue <- message:
		default:
			c.conn.Close() // it does not read
		}
	}
}

// handle serves one client.
func handle(ctx context.Context, conn net.Conn, r *room, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	c := &client{conn: conn, queue: make(chan string, 100)}
	var sending sync.WaitGroup
	sending.Go(func() {
		for message := range c.queue {
			io.WriteString(conn, message)
		}
	})
	r.join(c)
	log.Info("new client", "peer", conn.RemoteAddr().String())

	lines := bufio.NewReader(conn)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			r.send(c, strings.TrimRight(line, "\r\n")+"\n")
		}
		if err != nil {
			break
		}
	}
	r.leave(c)
	log.Info("client disconnected", "peer", conn.RemoteAddr().String())
	sending.Wait()
}
