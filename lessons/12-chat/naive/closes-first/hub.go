package chat

import (
	"log/slog"
	"net"
	"sync"
	"time"
)

const (
	maxOutbox  = 256 << 10        // bytes that may wait for one client
	maxStall   = time.Second      // for a full outbox to get emptier
	maxHistory = 10               // messages that a room keeps
	maxWelcome = 16 << 10         // bytes of these with what stands around them
	farewell   = time.Second      // for a client to take its last line
	patience   = 10 * time.Second // the same, where more waits for it
)

// A hub is all that the clients share. Its lock guards rooms and clients as well.
type hub struct {
	mu      sync.Mutex
	clients map[*client]bool
	names   map[string]*client // of those that have one
	rooms   map[string]*room
	emptier chan struct{} // closed, and replaced, when an outbox gets emptier or a client ends
	stopped bool
}

// A room is there as long as it has members.
type room struct {
	name    string
	members map[*client]bool
	history []string
}

func newHub() *hub {
	return &hub{clients: make(map[*client]bool), names: make(map[string]*client), rooms: make(map[string]*room), emptier: make(chan struct{})}
}

func (h *hub) enter(conn net.Conn, log *slog.Logger) *client {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := &client{conn: conn, log: log.With("peer", conn.RemoteAddr().String()), bell: make(chan struct{}, 1)}
	h.clients[c] = true
	c.log.Info("client connected", "total", len(h.clients))
	conn.SetReadDeadline(time.Now().Add(naming))
	if h.stopped {
		h.end(c, goodbye, farewell)
	}
	return c
}

// join takes c into a room: it has what was said before, and misses nothing
// that is said from now on. That takes the lock once.
func (h *hub) join(c *client, name, greeting string) {
	h.mu.Lock()
	h.waitFor(map[*client]bool{c: true}, maxWelcome)
	r := h.rooms[name]
	if r == nil {
		r = &room{name: name, members: make(map[*client]bool)}
		h.rooms[name] = r
	}
	c.put(greeting)
	for _, text := range r.history {
		c.put(text)
	}
	r.members[c] = true
	c.room = r
	c.log.Info("joined", "name", c.name, "room", name, "members", len(r.members))
	h.mu.Unlock()
	h.send("* "+c.name+" is here\n", r.members, nil)
}

// part takes c out of its room, if it is in one.
func (h *hub) part(c *client) {
	h.mu.Lock()
	r, why := c.room, c.why
	if r == nil {
		h.mu.Unlock()
		return
	}
	delete(r.members, c)
	if len(r.members) == 0 {
		delete(h.rooms, r.name)
	}
	h.mu.Unlock()
	h.send("* "+c.name+" has left"+why+"\n", r.members, nil)
}

// stop disconnects all clients.
func (h *hub) stop() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stopped = true
	for c := range h.clients {
		c.conn.Close()
	}
}

// wake needs the lock. To close a channel wakes all who receive from it.
func (h *hub) wake() {
	close(h.emptier)
	h.emptier = make(chan struct{})
}

// end needs the lock. It ends c with a last line, which c has limit to take; for
// a client that has ended already, limit alone is new.
func (h *hub) end(c *client, line string, limit time.Duration) {
	c.conn.SetReadDeadline(time.Now()) // ends receive
	c.conn.SetWriteDeadline(time.Now().Add(limit))
	if !c.ended {
		c.put(line)
		c.ended = true
		close(c.bell)
		h.wake()
	}
}
