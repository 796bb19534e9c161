package servertest

import (
	"context"
	"log/slog"
	"net"
	"sync"
)

// EachConn returns a server that runs handle for each connection, in a goroutine
// of its own, and then closes the connection. Like the example servers, it ends
// with its context, after its connections.
func EachConn(handle func(net.Conn)) ServeFunc {
	return func(ctx context.Context, ln net.Listener, _ *slog.Logger) error {
		defer context.AfterFunc(ctx, func() { ln.Close() })()
		var running sync.WaitGroup
		defer running.Wait()
		for {
			conn, err := ln.Accept()
			if err != nil {
				if ctx.Err() != nil {
					return nil
				}
				return err
			}
			running.Go(func() {
				defer conn.Close()
				defer context.AfterFunc(ctx, func() { conn.Close() })()
				handle(conn)
			})
		}
	}
}
