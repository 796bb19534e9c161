package broadcast

import (
	"log/slog"
	"net"
	"sync"
)

// A room is the list of the clients.
type room struct {
	mu      sync.Mutex
	clients []*client
}

func (r *room) join(conn net.Conn, log *slog.Logger) *client {
	r.mu.Lock()
	defer r.mu.Unlock()

	c := &client{conn, log.With("peer", conn.RemoteAddr().String())}
	r.clients = append(r.clients, c)
	c.log.Info("new client", "total", len(r.clients))
	return c
}

// send writes message to all clients. Those that have left it takes off the list.
func (r *room) send(message string) {
	r.mu.Lock()
	defer r.mu.Unlock()

	clients := r.clients
	for i, c := range clients {
		if _, err := c.conn.Write([]byte(message)); err != nil {
			// shortens the list that is being walked
			clients = append(clients[:i], clients[i+1:]...)
			c.log.Info("client disconnected", "remaining", len(clients))
		}
	}
	r.clients = clients
}
