// Learner sees: Close every connection too
// The rest is the solution's.
package chat

import (
	"bufio"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"
)

// handle serves one client.
func handle(conn net.Conn, h *hub, log *slog.Logger) {
	defer conn.Close()
	c := &client{conn: conn, queue: make(chan string, 100)}
	defer h.forget(c)
	h.enter(c)
	log.Info("client connected", "peer", conn.RemoteAddr().String())
	var sending sync.WaitGroup
	sending.Go(func() { deliver(c) })

	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		h.hear(c, lines.Text())
	}
	h.leave(c)
	sending.Wait()
	log.Info("client left", "peer", conn.RemoteAddr().String(), "name", c.name)

	// What the client has sent meanwhile is read: closing would reset the connection.
	conn.SetReadDeadline(time.Time{})
	io.Copy(io.Discard, conn)
}
