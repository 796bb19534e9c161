// The rest is the solution's.
package chat

import (
	"bufio"
	"io"
	"log/slog"
	"net"
	"time"
)

type client struct {
	conn  net.Conn
	name  string
	room  *room
	ended bool
	why   string
}

// put writes, and holds up all others for a second at most.
func (c *client) put(text string) {
	if c.ended {
		return
	}
	c.conn.SetWriteDeadline(time.Now().Add(patience))
	if _, err := io.WriteString(c.conn, text); err != nil {
		c.ended, c.why = true, ": too slow"
		c.conn.Close()
	}
}

func (c *client) end(string) {
	if c.ended {
		return
	}
	c.ended = true
	if half, ok := c.conn.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
	c.conn.SetReadDeadline(time.Now())
}

func deliver(*client) {} // put does it

func handle(conn net.Conn, h *hub, log *slog.Logger) {
	defer conn.Close()
	c := &client{conn: conn}
	defer h.forget(c)
	h.enter(c)
	for lines := bufio.NewScanner(conn); lines.Scan(); {
		h.hear(c, lines.Text())
	}
	h.leave(c)
	conn.SetReadDeadline(time.Now().Add(patience))
	io.Copy(io.Discard, conn)
}
