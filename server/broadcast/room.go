package broadcast

import (
	"log/slog"
	"net"
	"sync"
)

// maxOutbox is how many bytes may wait for one client.
const maxOutbox = 256 << 10

// A room is all that the clients share. Whoever joins, leaves or sends holds
// the lock, so the map never changes under the feet of one who walks it.
type room struct {
	mu      sync.Mutex
	clients map[*client]bool
}

type client struct {
	conn   net.Conn
	log    *slog.Logger
	outbox []byte        // waits to be written; guarded by the room's lock
	bell   chan struct{} // rung when the outbox is no longer empty
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
	c.log.Info("client disconnected", "remaining", len(r.clients))
}

// send puts message into every client's outbox. It never waits for a client:
// whose outbox is full has stopped reading, and is disconnected. To drop its
// messages instead would leave it with holes in the talk that it cannot see.
func (r *room) send(message string) {
	r.mu.Lock()
	defer r.mu.Unlock()

	for c := range r.clients {
		if len(c.outbox)+len(message) > maxOutbox {
			c.log.Warn("outbox full, disconnecting", "waiting", len(c.outbox), "limit", maxOutbox)
			c.conn.Close()
			r.remove(c) // Go allows a map to lose entries while it is walked
			continue
		}
		c.outbox = append(c.outbox, message...)
		select {
		case c.bell <- struct{}{}:
		default: // it is ringing already
		}
	}
}

// waiting empties c's outbox and returns what was in it. Whoever rings holds
// the lock, so a bell that rang meanwhile rang for what is taken now.
func (r *room) waiting(c *client) []byte {
	r.mu.Lock()
	defer r.mu.Unlock()

	select {
	case <-c.bell:
	default:
	}
	waiting := c.outbox
	c.outbox = nil
	return waiting
}
