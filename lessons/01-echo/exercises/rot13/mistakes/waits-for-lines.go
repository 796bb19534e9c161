// Learner sees: Perhaps it waits for the end of a line
// Package echo moves the letters that it gets by 13 places and sends them back.
package echo

import (
	"bufio"
	"context"
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

	lines := bufio.NewReader(conn)
	for {
		line, err := lines.ReadBytes('\n')
		for i, b := range line {
			line[i] = rot13(b)
		}
		conn.Write(line)
		if err != nil {
			return
		}
	}
}

// rot13 returns a byte's replacement.
func rot13(b byte) byte {
	switch {
	case 'a' <= b && b <= 'z':
		return (b-'a'+13)%26 + 'a'
	case 'A' <= b && b <= 'Z':
		return (b-'A'+13)%26 + 'A'
	}
	return b
}
