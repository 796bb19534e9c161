// Learner sees: Accept knows nothing of a context
// Package echo sends every byte back as it came.
package echo

import (
	"context"
	"io"
	"log/slog"
	"net"
)

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	for ctx.Err() == nil {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer conn.Close()
			io.Copy(conn, conn)
		}()
	}
	return nil
}
