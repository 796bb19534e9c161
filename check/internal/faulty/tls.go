package faulty

import (
	"context"
	"crypto/tls"
	"io"
	"log/slog"
	"net"
)

// TLS returns a server that sends back what comes, over TLS. Inlined it would be a function
// of its caller's package.
//
//go:noinline
func TLS(config *tls.Config) Serve {
	return func(ctx context.Context, ln net.Listener, log *slog.Logger) error {
		return each(ctx, ln, func(tcp net.Conn) {
			conn := tls.Server(tcp, config)
			io.Copy(conn, conn)
			conn.Close()
		})
	}
}

// Plain speaks no TLS.
func Plain(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	return each(ctx, ln, func(conn net.Conn) {
		io.WriteString(conn, "welcome\n")
		io.Copy(io.Discard, conn)
	})
}

// HangsUp closes each connection.
func HangsUp(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	return each(ctx, ln, func(net.Conn) {})
}

// WaitsForTheEnd accepts clients and does nothing for them.
func WaitsForTheEnd(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	return each(ctx, ln, func(net.Conn) { <-ctx.Done() })
}
