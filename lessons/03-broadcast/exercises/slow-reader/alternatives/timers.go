// Package broadcast passes each line on to every client that keeps up.
package broadcast

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
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

// send passes a message on to every client. A timer closes the connection of one that
// does not take it.
func (r *room) send(message string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var slow []int
	for _, c := range slices.Clone(r.clients) {
		timer := time.AfterFunc(2*time.Second, func() { c.conn.Close() })
		_, err := c.conn.Write([]byte(message))
		if inTime := timer.Stop(); err != nil {
			r.remove(c)
			if !inTime {
				slow = append(slow, c.number)
			}
		}
	}
	r.announce(slow)
}

// announce needs the lock.
func (r *room) announce(slow []int) {
	for _, number := range slow {
		for _, c := range r.clients {
			c.conn.SetWriteDeadline(time.Now().Add(2 * time.Second))
			fmt.Fprintf(c.conn, "Client %d was too slow\n", number)
			c.conn.SetWriteDeadline(time.Time{})
		}
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
