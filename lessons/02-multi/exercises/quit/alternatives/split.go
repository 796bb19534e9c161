// Package multi answers each line, and says Bye to a client that quits.
package multi

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"strings"
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

	rest := ""
	p := make([]byte, 300)
	for {
		n, err := conn.Read(p)
		all := strings.SplitAfter(rest+string(p[:n]), "\n")
		rest = all[len(all)-1]
		for _, line := range all[:len(all)-1] {
			line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
			if line == "quit" {
				fmt.Fprint(conn, "Bye\n")
				return
			}
			fmt.Fprint(conn, "Echo: ", line, "\n")
		}
		if err != nil {
			if rest != "" {
				fmt.Fprint(conn, "Echo: ", rest, "\n")
			}
			return
		}
	}
}
