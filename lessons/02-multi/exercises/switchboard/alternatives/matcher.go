// Package multi connects each two of its clients.
package multi

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"sync"
)

// Serve accepts clients on ln until ctx ends, and returns nil then.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	clients := make(chan net.Conn)
	wg.Add(2)
	go func() {
		defer wg.Done()
		match(ctx, clients, &wg)
	}()
	go func() {
		defer wg.Done()
		<-ctx.Done()
		ln.Close()
	}()
	var failed error
	for {
		conn, err := ln.Accept()
		if err != nil {
			if !errors.Is(err, net.ErrClosed) {
				failed = err
			}
			break
		}
		clients <- conn
	}
	close(clients)
	cancel()
	wg.Wait()
	return failed
}

// match makes pairs of the clients that come.
func match(ctx context.Context, clients <-chan net.Conn, wg *sync.WaitGroup) {
	for first := range clients {
		second, ok := <-clients
		if !ok {
			first.Close()
			return
		}
		wg.Add(3)
		ended := make(chan bool, 2)
		half := func(dst, src net.Conn) {
			defer wg.Done()
			clean := relay(dst, src)
			ended <- clean
		}
		go half(first, second)
		go half(second, first)
		go func() {
			defer wg.Done()
			defer first.Close()
			defer second.Close()
			for range 2 {
				select {
				case clean := <-ended:
					if !clean {
						return
					}
				case <-ctx.Done():
					return
				}
			}
		}()
	}
}

// relay reports whether src has ended in order.
func relay(dst, src net.Conn) bool {
	p := make([]byte, 2048)
	for {
		n, err := src.Read(p)
		if n > 0 {
			if _, err := dst.Write(p[:n]); err != nil {
				return false
			}
		}
		if err == io.EOF {
			type halfCloser interface{ CloseWrite() error }
			return dst.(halfCloser).CloseWrite() == nil
		}
		if err != nil {
			return false
		}
	}
}
