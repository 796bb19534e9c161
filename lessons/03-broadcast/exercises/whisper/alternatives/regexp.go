// Package broadcast passes lines on to all clients, or to one.
package broadcast

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"regexp"
	"sync"
)

var private = regexp.MustCompile(`^@(\d+) (.*)$`)

// chat is a map of clients by number, and the lock of all.
type chat struct {
	mu    sync.Mutex
	conns map[string]net.Conn
	count int
}

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	ch := &chat{conns: make(map[string]net.Conn)}
	var wg sync.WaitGroup
	defer wg.Wait()
	defer context.AfterFunc(ctx, func() { ln.Close() })()
	for {
		conn, err := ln.Accept()
		if err != nil {
			if ctx.Err() == nil {
				return err
			}
			return nil
		}
		wg.Go(func() {
			defer conn.Close()
			defer context.AfterFunc(ctx, func() { conn.Close() })()
			ch.serve(conn)
		})
	}
}

func (ch *chat) serve(conn net.Conn) {
	ch.mu.Lock()
	ch.count++
	me := fmt.Sprint(ch.count)
	ch.conns[me] = conn
	fmt.Fprintf(conn, "You are client %s\n", me)
	ch.mu.Unlock()
	for in := bufio.NewScanner(conn); in.Scan(); {
		ch.mu.Lock()
		if m := private.FindStringSubmatch(in.Text()); m == nil {
			for _, other := range ch.conns {
				fmt.Fprintln(other, in.Text())
			}
		} else if other := ch.conns[m[1]]; other != nil {
			fmt.Fprintf(other, "%s whispers: %s\n", me, m[2])
		} else {
			fmt.Fprintf(conn, "There is no client %s\n", m[1])
		}
		ch.mu.Unlock()
	}
	ch.mu.Lock()
	delete(ch.conns, me)
	ch.mu.Unlock()
}
