// Package echo sends lines back in capital letters.
package echo

import (
	"context"
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

	log = log.With("peer", conn.RemoteAddr().String())
	buf := make([]byte, 4096)
	kept := 0
	for {
		n, err := conn.Read(buf[kept:])
		have := buf[:kept+n]
		whole := len(have)
		for back := 1; back <= 3 && back <= len(have); back++ {
			if rest := have[len(have)-back:]; utf8.RuneStart(rest[0]) && !utf8.FullRune(rest) {
				whole = len(have) - back
			}
		}
		if err != nil {
			whole = len(have)
		}
		if _, err := conn.Write([]byte(strings.ToUpper(string(have[:whole])))); err != nil {
			return
		}
		kept = copy(buf, have[whole:])
		if err != nil {
			return
		}
	}
}
