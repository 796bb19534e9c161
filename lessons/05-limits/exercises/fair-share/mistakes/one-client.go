// Learner sees: The second client of the address was refused already
// Package limits is an echo server with a limit for each address.
package limits

import (
	"context"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"
)

// maxPerAddress is how many clients of one IP address are served at a time.
const maxPerAddress = 1

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var running sync.WaitGroup
	defer running.Wait()
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()

	places := &places{taken: make(map[string]int)}
	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		log.Info("client connected", "peer", conn.RemoteAddr().String())
		running.Go(func() { handle(ctx, conn, places) })
	}
}

// places counts the clients of each address.
type places struct {
	mu    sync.Mutex
	taken map[string]int // by IP address
}

// take takes a place of an address. It returns false if none is free.
func (p *places) take(address string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.taken[address] == maxPerAddress {
		return false
	}
	p.taken[address]++
	return true
}

// free gives it back.
func (p *places) free(address string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken[address]--
	if p.taken[address] == 0 {
		delete(p.taken, address) // else the map grows with each address that ever came
	}
}

// handle serves one client, if its address has a place.
func handle(ctx context.Context, conn net.Conn, places *places) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	address, _, err := net.SplitHostPort(conn.RemoteAddr().String())
	if err != nil {
		return
	}
	if !places.take(address) {
		sayGoodbye(conn, "Too many connections from your address.\n")
		return
	}
	defer places.free(address)
	echo(conn)
}

// echo sends back what comes, until the client ends.
func echo(conn net.Conn) {
	buf := make([]byte, 4096)
	for {
		n, err := conn.Read(buf)
		if n > 0 {
			if _, err := conn.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// sayGoodbye sends a last line and ends our side. It reads what still comes, for a
// second at most: to close while bytes are unread is a reset.
func sayGoodbye(conn net.Conn, line string) {
	conn.SetDeadline(time.Now().Add(time.Second))
	io.WriteString(conn, line)
	if half, ok := conn.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
	io.Copy(io.Discard, conn)
}
