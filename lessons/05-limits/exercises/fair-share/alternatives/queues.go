// Package limits is an echo server with a limit for each address.
package limits

import (
	"context"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
)

type server struct {
	mu      sync.Mutex
	places  map[string]chan struct{} // one for each address; a client is in it
	clients sync.WaitGroup
}

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	s := &server{places: map[string]chan struct{}{}}
	defer s.clients.Wait()
	go func() {
		<-ctx.Done()
		ln.Close()
	}()
	for {
		conn, err := ln.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		s.clients.Add(1)
		go s.serve(ctx, conn)
	}
}

func (s *server) serve(ctx context.Context, conn net.Conn) {
	defer s.clients.Done()
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()

	places := s.placesOf(conn)
	select {
	case places <- struct{}{}:
		io.Copy(conn, conn)
		<-places
	default:
		io.WriteString(conn, "Too many connections from your address.\n")
	}
}

// placesOf returns the queue of a client's address, which is all before the last colon.
func (s *server) placesOf(conn net.Conn) chan struct{} {
	address := conn.RemoteAddr().String()
	address = address[:strings.LastIndexByte(address, ':')]
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.places[address] == nil {
		s.places[address] = make(chan struct{}, 2)
	}
	return s.places[address]
}
