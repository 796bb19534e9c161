// Learner sees: A client has left, and the others do not know
// The rest is the solution's.
package chat

import (
	"bufio"
	"context"
	"log/slog"
	"net"
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
	quit := false
	lines := bufio.NewScanner(conn)
	for !quit && lines.Scan() {
		quit = h.hear(c, lines.Text())
	}
	if lines.Err() != nil {
		return
	}
	h.leave(c)
	sending.Wait()
}
