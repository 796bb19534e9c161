// Package echo moves the letters that it gets by 13 places and sends them back.
package echo

import (
	"context"
	"io"
	"log/slog"
	"net"
	"sync"
)

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var running sync.WaitGroup
	defer running.Wait()
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()

	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		running.Go(func() { handle(ctx, conn, log) })
	}
}

// handle serves one client.
func handle(ctx context.Context, conn net.Conn, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	buf := make([]byte, 1)
	for {
		if _, err := io.ReadFull(conn, buf); err != nil {
			return
		}
		buf[0] = table[buf[0]]
		conn.Write(buf)
	}
}

var table = makeTable()

func makeTable() (t [256]byte) {
	for i := range t {
		t[i] = byte(i)
	}
	for i := range byte(26) {
		t['a'+i] = 'a' + (i+13)%26
		t['A'+i] = 'A' + (i+13)%26
	}
	return t
}
