// Learner sees: A character is broken
// Package echo moves the letters that it gets by 13 places and sends them back.
package echo

import (
	"context"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"unicode/utf8"
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

	buf := make([]byte, 4096)
	for {
		n, err := conn.Read(buf)
		io.WriteString(conn, strings.Map(func(r rune) rune {
			if r < utf8.RuneSelf {
				return rune(rot13(byte(r)))
			}
			return r
		}, string(buf[:n])))
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
