// Package limits is an echo server with a limit for each address.
package limits

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"sync"
)

// Serve accepts clients on ln until ctx ends. Its goroutine alone knows the numbers.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var (
		came    = make(chan net.Conn)
		left    = make(chan netip.Addr)
		failed  = make(chan error, 1)
		clients sync.WaitGroup
	)
	go func() {
		defer close(came)
		for {
			conn, err := ln.Accept()
			if err != nil {
				failed <- err
				return
			}
			came <- conn
		}
	}()
	defer context.AfterFunc(ctx, func() { ln.Close() })()

	numbers := map[netip.Addr]int{}
	for {
		select {
		case conn, ok := <-came:
			if !ok {
				go func() { clients.Wait(); close(left) }()
				for range left {
				}
				if err := <-failed; ctx.Err() == nil {
					return err
				}
				return nil
			}
			address := netip.MustParseAddrPort(conn.RemoteAddr().String()).Addr()
			served := numbers[address] < 2
			if served {
				numbers[address]++
			}
			clients.Go(func() {
				serve(ctx, conn, served)
				if served {
					left <- address
				}
			})
		case address := <-left:
			if numbers[address]--; numbers[address] == 0 {
				delete(numbers, address)
			}
		}
	}
}

func serve(ctx context.Context, conn net.Conn, served bool) {
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if served {
		io.Copy(conn, conn)
		return
	}
	io.WriteString(conn, "Too many connections from your address.\n")
	conn.(interface{ CloseWrite() error }).CloseWrite()
	io.Copy(io.Discard, conn)
}
