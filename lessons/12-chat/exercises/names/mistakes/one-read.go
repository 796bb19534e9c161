// Learner sees: Half a line of client B
// The rest is the solution's.
package chat

import (
	"context"
	"log/slog"
	"net"
	"strings"
	"sync"
)

func handle(ctx context.Context, conn net.Conn, h *hub, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	c := &client{conn: conn, queue: make(chan string, 100)}
	h.enter(c)
	var sending sync.WaitGroup
	sending.Go(func() { deliver(c) })
	buf := make([]byte, 4096)
	for {
		n, err := conn.Read(buf)
		if err != nil {
			break
		}
		h.hear(c, strings.TrimSpace(string(buf[:n])))
	}
	h.leave(c)
	sending.Wait()
}
