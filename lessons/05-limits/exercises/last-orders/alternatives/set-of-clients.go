// Package limits is an echo server that lets its clients finish when it has to end.
package limits

import (
	"context"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"
)

// lastOrders is how long clients may go on after the server has to end.
const lastOrders = time.Second

type server struct {
	mu    sync.Mutex
	conns map[net.Conn]struct{}
	over  bool          // no client may go on
	left  chan struct{} // a client has gone
}

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	s := &server{conns: make(map[net.Conn]struct{}), left: make(chan struct{}, 1)}
	context.AfterFunc(ctx, func() { ln.Close() })
	for {
		conn, err := ln.Accept()
		if err != nil {
			break
		}
		s.mu.Lock()
		s.conns[conn] = struct{}{}
		s.mu.Unlock()
		go s.echo(conn)
	}
	end := time.NewTimer(lastOrders)
	defer end.Stop()
	for {
		s.mu.Lock()
		n := len(s.conns)
		s.mu.Unlock()
		if n == 0 {
			return nil
		}
		select {
		case <-s.left:
		case <-end.C:
			s.mu.Lock()
			s.over = true
			for conn := range s.conns {
				conn.SetDeadline(time.Now()) // ends Read, and Write where the client does not read
			}
			s.mu.Unlock()
		}
	}
}

func (s *server) echo(conn net.Conn) {
	io.Copy(conn, conn)
	s.mu.Lock()
	over := s.over
	s.mu.Unlock()
	if over {
		conn.SetWriteDeadline(time.Now().Add(lastOrders / 10))
		io.WriteString(conn, "Server stops\n")
	}
	conn.Close()
	s.mu.Lock()
	delete(s.conns, conn)
	s.mu.Unlock()
	select {
	case s.left <- struct{}{}:
	default:
	}
}
