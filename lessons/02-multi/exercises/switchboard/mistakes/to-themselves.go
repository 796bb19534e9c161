// Learner sees: It came to client B instead
// Package multi connects each two of its clients.
package multi

import (
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
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()

	var waiting net.Conn
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		context.AfterFunc(ctx, func() { conn.Close() })
		if waiting == nil {
			waiting = conn
			continue
		}
		partner := waiting
		waiting = nil
		running.Go(func() { connect(partner, conn) })
	}
}

// connect copies between a and b.
func connect(a, b net.Conn) {
	defer a.Close()
	defer b.Close()
	var copying sync.WaitGroup
	copying.Go(func() { io.Copy(a, a) })
	copying.Go(func() { io.Copy(b, b) })
	copying.Wait()
}
