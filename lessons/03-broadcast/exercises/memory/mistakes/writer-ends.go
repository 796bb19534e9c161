// Learner sees: The server closed it too early
// Package broadcast passes each line on to every client, and the last five to those who come late.
package broadcast

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net"
	"sync"
)

// Serve accepts clients on ln until ctx ends, and returns nil then.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var running sync.WaitGroup
	defer running.Wait()
	context.AfterFunc(ctx, func() { ln.Close() })
	r := &room{}
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		context.AfterFunc(ctx, func() { conn.Close() })
		r.join(conn)
		running.Go(func() { r.handle(conn) })
	}
}

type room struct {
	mu    sync.Mutex
	conns []net.Conn
	last  []string
}

func (r *room) join(conn net.Conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, line := range r.last {
		io.WriteString(conn, line)
	}
	r.conns = append(r.conns, conn)
}

func (r *room) handle(conn net.Conn) {
	defer conn.Close()
	lines := bufio.NewReader(conn)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		if r.send(line) != nil {
			return
		}
	}
}

func (r *room) send(line string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last = append(r.last, line)
	r.last = r.last[max(0, len(r.last)-5):]
	var failed error
	for _, conn := range r.conns {
		if _, err := io.WriteString(conn, line); err != nil {
			failed = err
		}
	}
	return failed
}
