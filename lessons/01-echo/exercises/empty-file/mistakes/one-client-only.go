// Learner sees: Serve has returned
// Package echo sends every byte back as it came.
package echo

import (
	"context"
	"log/slog"
	"net"
)

// Serve serves a client.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	conn, err := ln.Accept()
	if err != nil {
		return err
	}
	defer conn.Close()
	buf := make([]byte, 1024)
	n, err := conn.Read(buf)
	if err != nil {
		return err
	}
	_, err = conn.Write(buf[:n])
	return err
}
