// Learner sees: One client holds up all others
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
		connect(partner, conn)
	}
}

// connect copies between a and b, and returns after both directions have ended.
func connect(a, b net.Conn) {
	defer a.Close()
	defer b.Close()
	var copying sync.WaitGroup
	copying.Go(func() { pass(a, b) })
	copying.Go(func() { pass(b, a) })
	copying.Wait()
}

// pass copies from one to the other, and passes the end on.
func pass(from, to net.Conn) {
	if _, err := io.Copy(to, from); err != nil {
		from.Close()
		to.Close()
		return
	}
	to.(interface{ CloseWrite() error }).CloseWrite()
}
