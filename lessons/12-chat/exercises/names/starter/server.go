// Package chat is a chat server that is not written yet.
package chat

import (
	"context"
	"log/slog"
	"net"
)

// Serve accepts clients on ln until ctx ends, and returns nil then.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	// Write it here. So far it waits for the end.
	<-ctx.Done()
	return ln.Close()
}
