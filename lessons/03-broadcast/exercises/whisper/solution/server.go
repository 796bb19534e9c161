// Package broadcast passes lines on to all clients, or to one.
package broadcast

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"strconv"
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
	last    int // number that was given
}

// client is a client, and the messages that wait to be sent to it.
type client struct {
	conn   net.Conn
	number int
	queue  chan string
}

func (r *room) join(c *client) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last++
	c.number = r.last
	c.queue <- fmt.Sprintf("You are client %d\n", c.number)
	r.clients = append(r.clients, c)
}

func (r *room) leave(c *client) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.clients = slices.DeleteFunc(r.clients, func(o *client) bool { return o == c })
	close(c.queue)
}

// send passes a message on to every client.
func (r *room) send(message string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.clients {
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
			r.receive(c, strings.TrimRight(line, "\r\n"))
		}
		if err != nil {
			break
		}
	}
	r.leave(c)
	log.Info("client disconnected", "peer", conn.RemoteAddr().String())
	sending.Wait()
}

// receive passes a client's line on to whom it is for.
func (r *room) receive(from *client, line string) {
	rest, private := strings.CutPrefix(line, "@")
	before, text, hasText := strings.Cut(rest, " ")
	number, err := strconv.Atoi(before)
	if !private || !hasText || err != nil {
		r.send(line + "\n")
		return
	}
	r.whisper(from, number, text)
}

func (r *room) whisper(from *client, number int, text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.clients {
		if c.number == number {
			c.put(fmt.Sprintf("%d whispers: %s\n", from.number, text))
			return
		}
	}
	from.put(fmt.Sprintf("There is no client %d\n", number))
}

// put needs the room's lock.
func (c *client) put(message string) {
	select {
	case c.queue <- message:
	default:
		c.conn.Close() // it does not read
	}
}
