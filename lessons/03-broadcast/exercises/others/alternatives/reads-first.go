// Package broadcast passes each line on to the other clients.
package broadcast

import (
	"bufio"
	"context"
	"log/slog"
	"net"
	"strings"
	"sync"
)

// message is a line of a client.
type message struct {
	from *client
	text string
}

// client is a client, and what it is to be sent.
type client struct {
	conn net.Conn
	out  chan string
}

// hall has what its goroutine takes.
type hall struct {
	joins, leaves chan *client
	messages      chan message
}

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	h := hall{make(chan *client), make(chan *client), make(chan message)}
	ended := make(chan struct{})
	defer close(ended)
	go h.run(ended)
	var running sync.WaitGroup
	defer running.Wait()
	defer context.AfterFunc(ctx, func() { ln.Close() })()
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		running.Go(func() { h.serve(ctx, conn) })
	}
}

// run is the only one that knows who is there.
func (h *hall) run(ended <-chan struct{}) {
	present := map[*client]bool{}
	for {
		select {
		case <-ended:
			return
		case c := <-h.joins:
			present[c] = true
		case c := <-h.leaves:
			delete(present, c)
			close(c.out)
		case m := <-h.messages:
			for c := range present {
				if c != m.from {
					c.out <- m.text
				}
			}
		}
	}
}

// serve begins to read before the client has joined.
func (h *hall) serve(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	c := &client{conn, make(chan string, 1000)}
	read := make(chan struct{})
	go func() {
		defer close(read)
		lines := bufio.NewReader(conn)
		for {
			line, err := lines.ReadString('\n')
			if line != "" {
				h.messages <- message{c, strings.TrimRight(line, "\r\n") + "\n"}
			}
			if err != nil {
				return
			}
		}
	}()
	written := make(chan struct{})
	go func() {
		defer close(written)
		for text := range c.out {
			conn.Write([]byte(text))
		}
	}()
	h.joins <- c
	<-read
	h.leaves <- c
	<-written
}
