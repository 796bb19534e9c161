// Package broadcast passes each line on to the other clients.
package broadcast

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"sync"
)

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var running sync.WaitGroup
	defer running.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	h := hub{joins: make(chan *member), leaves: make(chan *member), lines: make(chan line)}
	running.Go(func() { h.run(ctx) })
	running.Go(func() { <-ctx.Done(); ln.Close() })
	for {
		conn, err := ln.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		running.Go(func() { h.serve(ctx, conn) })
	}
}

type (
	member struct {
		conn net.Conn
		out  chan string
		left chan struct{} // closed when it has left
	}
	line struct {
		from *member
		text string
	}
	// hub has a goroutine that alone knows the members.
	hub struct {
		joins, leaves chan *member
		lines         chan line
	}
)

func (h hub) run(ctx context.Context) {
	members := map[*member]struct{}{}
	for {
		select {
		case m := <-h.joins:
			members[m] = struct{}{}
		case m := <-h.leaves:
			delete(members, m)
		case l := <-h.lines:
			for m := range members {
				if m != l.from {
					select {
					case m.out <- l.text:
					default:
						m.conn.Close()
					}
				}
			}
		case <-ctx.Done():
			for m := range members {
				m.conn.Close()
			}
			return
		}
	}
}

// put reports whether the hub has taken it.
func put[T any](ctx context.Context, to chan T, v T) bool {
	select {
	case to <- v:
		return true
	case <-ctx.Done():
		return false
	}
}

func (h hub) serve(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	m := &member{conn, make(chan string, 256), make(chan struct{})}
	if !put(ctx, h.joins, m) {
		return
	}
	go func() {
		for {
			select {
			case text := <-m.out:
				fmt.Fprintln(conn, text)
			case <-m.left:
				return
			}
		}
	}()
	defer close(m.left)
	s := bufio.NewScanner(conn)
	for s.Scan() {
		if !put(ctx, h.lines, line{m, s.Text()}) {
			break
		}
	}
	put(ctx, h.leaves, m)
}
