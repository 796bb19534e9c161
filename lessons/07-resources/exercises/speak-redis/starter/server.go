// Package resources is to be a key-value store that speaks the protocol of Redis.
package resources

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

	values := &store{values: make(map[string]string)}
	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		running.Go(func() { handle(ctx, conn, values, log) })
	}
}

// handle answers one client's requests.
func handle(ctx context.Context, conn net.Conn, values *store, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	r := bufio.NewReader(conn)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		log.Info("received", "data", line)
		// A request is several lines, and the last ones may contain anything.
	}
}

// store holds the values of all clients.
type store struct {
	values map[string]string
}
