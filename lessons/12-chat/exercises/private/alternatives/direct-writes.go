// The rest is the solution's.
package chat

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net"
	"strings"
	"time"
)

type client struct {
	conn net.Conn
	name string
	room *room
}

func (c *client) put(text string) {
	c.conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
	io.WriteString(c.conn, text)
}

func deliver(*client) {} // put does it

func (h *hub) leave(c *client) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c.conn.Close()
	if c.name == "" {
		return
	}
	h.part(c)
	delete(h.names, c.name)
}

// handle serves one client with one goroutine.
func handle(ctx context.Context, conn net.Conn, h *hub, log *slog.Logger) {
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	c := &client{conn: conn}
	defer h.leave(c)
	h.enter(c)
	lines := bufio.NewReader(conn)
	for {
		line, err := lines.ReadString('\n')
		if line != "" && h.hear(c, strings.TrimRight(line, "\r\n")) || err != nil {
			return
		}
	}
}
