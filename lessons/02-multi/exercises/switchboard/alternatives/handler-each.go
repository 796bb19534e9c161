// Package multi connects each two of its clients.
package multi

import (
	"bufio"
	"context"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
)

// client is a connection with a handler of its own, which copies from it to its partner.
type client struct {
	net.Conn
	partner chan *client
	ended   atomic.Bool // has sent its last byte
}

// board keeps the client that waits, and all that are open.
type board struct {
	mu      sync.Mutex
	waiting *client
	open    map[*client]bool
}

// Serve accepts clients on ln until ctx ends, and returns nil then.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	b := board{open: make(map[*client]bool)}
	var handlers sync.WaitGroup
	stopped := make(chan struct{})
	go func() {
		<-ctx.Done()
		ln.Close()
		close(stopped)
	}()
	for {
		conn, err := ln.Accept()
		if err != nil {
			break
		}
		c := &client{Conn: conn, partner: make(chan *client, 1)}
		b.enter(c)
		handlers.Add(1)
		go func() {
			defer handlers.Done()
			c.handle(ctx)
		}()
	}
	b.mu.Lock()
	for c := range b.open {
		c.Close()
	}
	b.mu.Unlock()
	handlers.Wait()
	<-stopped
	return nil
}

func (b *board) enter(c *client) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.open[c] = true
	if other := b.waiting; other != nil {
		b.waiting = nil
		c.partner <- other
		other.partner <- c
		return
	}
	b.waiting = c
}

func (c *client) handle(ctx context.Context) {
	select {
	case other := <-c.partner:
		in := bufio.NewReader(c)
		_, err := in.WriteTo(other)
		if err != nil {
			c.Close()
			other.Close()
			return
		}
		other.Conn.(interface{ CloseWrite() error }).CloseWrite()
		if c.ended.Store(true); other.ended.Load() {
			c.Close()
			other.Close()
		}
	case <-ctx.Done():
	}
}
