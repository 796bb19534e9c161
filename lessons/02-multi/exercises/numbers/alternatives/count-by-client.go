// Package multi answers each line with its number.
package multi

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"sync"
)

type counts struct {
	mu      sync.Mutex
	clients map[net.Conn]int
}

func (c *counts) next(conn net.Conn) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.clients[conn]++
	return c.clients[conn]
}

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	go func() {
		<-ctx.Done()
		ln.Close()
	}()
	c := &counts{clients: make(map[net.Conn]int)}
	for {
		conn, err := ln.Accept()
		if err != nil {
			if ctx.Err() != nil {
				err = nil
			}
			return err
		}
		context.AfterFunc(ctx, func() { conn.Close() })
		go func() {
			in := bufio.NewScanner(conn)
			out := bufio.NewWriter(conn)
			for in.Scan() {
				fmt.Fprintf(out, "%d: %s\n", c.next(conn), in.Bytes())
				out.Flush()
			}
			conn.Close()
		}()
	}
}
