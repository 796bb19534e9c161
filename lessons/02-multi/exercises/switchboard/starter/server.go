// Package multi is a switchboard that is not written yet.
package multi

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
