// Package echo sends every byte back as it came.
package echo

import (
	"bufio"
	"context"
	"log/slog"
	"net"
	"sync"
)

type echo struct {
	mu   sync.Mutex
	open map[net.Conn]struct{}
	wg   sync.WaitGroup
}

// Serve accepts clients on ln until ctx ends, and returns nil then.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	e := &echo{open: map[net.Conn]struct{}{}}
	go func() {
		<-ctx.Done()
		ln.Close()
	}()
	for {
		conn, err := ln.Accept()
		if err != nil {
			break
		}
		e.mu.Lock()
		e.open[conn] = struct{}{}
		e.mu.Unlock()
		e.wg.Add(1)
		go e.serve(conn)
	}
	e.closeAll()
	e.wg.Wait()
	return nil
}

func (e *echo) serve(conn net.Conn) {
	defer e.wg.Done()
	defer func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		delete(e.open, conn)
		conn.Close()
	}()
	in := bufio.NewReader(conn)
	for {
		b, err := in.ReadByte()
		if err != nil {
			return
		}
		rest, _ := in.Peek(in.Buffered())
		in.Discard(len(rest))
		if _, err := conn.Write(append([]byte{b}, rest...)); err != nil {
			return
		}
	}
}

func (e *echo) closeAll() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for conn := range e.open {
		conn.Close()
	}
}
