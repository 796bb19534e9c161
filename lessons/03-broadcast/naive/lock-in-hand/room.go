package broadcast

import (
	"log/slog"
	"net"
	"sync"
	"time"
)

// A room is all that the clients share. Joining, leaving and sending hold the
// lock, so the map never changes while another goroutine walks it.
type room struct {
	mu      sync.Mutex
	clients map[*client]bool
	emptier chan struct{} // closed, and replaced, when an outbox gets emptier or a client leaves
}

func (r *room) join(conn net.Conn, log *slog.Logger) *client {
	r.mu.Lock()
	defer r.mu.Unlock()

	c := &client{
		conn: conn,
		log:  log.With("peer", conn.RemoteAddr().String()),
		bell: make(chan struct{}, 1),
	}
	r.clients[c] = true
	c.log.Info("new client", "total", len(r.clients))
	return c
}

func (r *room) leave(c *client) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.remove(c)
}

// remove needs the lock. A client that is gone may be removed again.
func (r *room) remove(c *client) {
	if !r.clients[c] {
		return
	}
	delete(r.clients, c)
	close(c.bell)
	r.wake()
	c.log.Info("client disconnected", "remaining", len(r.clients))
}

// wake needs the lock. To close a channel wakes all who receive from it.
func (r *room) wake() {
	close(r.emptier)
	r.emptier = make(chan struct{})
}

// send writes message to the clients named.
func (r *room) send(message string, to map[*client]bool) {
	r.mu.Lock()
	defer r.mu.Unlock()

	for c := range to {
		if r.clients[c] {
			c.conn.Write([]byte(message)) // waits for a slow client, lock in hand
		}
	}
}

// next returns the first of what waits for c, or nothing.
func (r *room) next(c *client) []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	return c.outbox[:min(len(c.outbox), maxWrite)]
}

// sent takes out of c's outbox what has been written.
func (r *room) sent(c *client, n int) {
	r.mu.Lock()
	defer r.mu.Unlock()

	c.outbox = c.outbox[n:]
	if len(c.outbox) == 0 {
		c.outbox = nil // and its memory
	}
	c.moved = time.Now()
	r.wake()
}
