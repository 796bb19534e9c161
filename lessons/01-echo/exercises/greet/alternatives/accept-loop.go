// Package echo greets each client and sends its bytes back.
package echo

import (
	"context"
	"io"
	"log/slog"
	"net"
)

// guests are the clients that are served.
type guests struct {
	ctx  context.Context
	left chan struct{}
	n    int
}

// Serve greets each client as soon as it has accepted it, and lets a goroutine go on.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	g := guests{ctx: ctx, left: make(chan struct{})}
	defer context.AfterFunc(ctx, func() { ln.Close() })()
	err := g.accept(ln)
	for ; g.n > 0; g.n-- {
		<-g.left
	}
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func (g *guests) accept(ln net.Listener) error {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		io.WriteString(conn, "Hello\n")
		g.n++
		go g.serve(conn)
	}
}

func (g *guests) serve(conn net.Conn) {
	defer func() { g.left <- struct{}{} }()
	defer conn.Close()
	defer context.AfterFunc(g.ctx, func() { conn.Close() })()
	io.Copy(conn, conn)
}
