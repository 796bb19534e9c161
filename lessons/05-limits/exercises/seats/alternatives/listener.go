// Package limits is an echo server with two seats.
package limits

import (
	"context"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"
)

// hall is a listener whose connections have a seat each until they are closed.
type hall struct {
	net.Listener
	seats chan struct{}
}

// seated is a connection that has a seat.
type seated struct {
	net.Conn
	leave func()
}

func (c seated) Close() error {
	defer c.leave()
	return c.Conn.Close()
}

// Read gives the client a second.
func (c seated) Read(p []byte) (int, error) {
	c.SetReadDeadline(time.Now().Add(time.Second))
	return c.Conn.Read(p)
}

// Accept returns clients that have a seat, and refuses the others.
func (h hall) Accept() (net.Conn, error) {
	for {
		conn, err := h.Listener.Accept()
		if err != nil {
			return nil, err
		}
		select {
		case h.seats <- struct{}{}:
			return seated{conn, sync.OnceFunc(func() { <-h.seats })}, nil
		default:
			go goodbye(conn, "Server busy. Try again later.\n")
		}
	}
}

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var running sync.WaitGroup
	defer running.Wait()
	defer context.AfterFunc(ctx, func() { ln.Close() })()
	h := hall{ln, make(chan struct{}, 2)}
	for {
		conn, err := h.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		running.Go(func() {
			defer conn.Close()
			defer context.AfterFunc(ctx, func() { conn.Close() })()
			_, err := io.Copy(struct{ io.Writer }{conn}, struct{ io.Reader }{conn})
			if e, ok := err.(net.Error); ok && e.Timeout() {
				io.WriteString(conn, "Connection timeout\n")
			}
		})
	}
}

// goodbye sends a line, and closes after the client has ended.
func goodbye(conn net.Conn, line string) {
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Second))
	io.WriteString(conn, line)
	conn.(interface{ CloseWrite() error }).CloseWrite()
	io.Copy(io.Discard, conn)
}
