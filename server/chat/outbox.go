package chat

import (
	"log/slog"
	"net"
	"time"
)

type client struct {
	conn net.Conn
	log  *slog.Logger
	bell chan struct{} // rung when the outbox is no longer empty, closed at the end

	// All below is guarded by the hub's lock.
	name    string // empty until it has one
	room    *room
	outbox  []string  // waits to be written; Write has the first
	waiting int       // bytes of it
	moved   time.Time // when the outbox last got emptier, or began to fill
	ended   bool      // nothing more is put into the outbox
	why     string    // what the others hear of that
}

// put needs the hub's lock.
func (c *client) put(text string) {
	if c.ended || text == "" {
		return
	}
	if len(c.outbox) == 0 {
		c.moved = time.Now()
	}
	c.outbox = append(c.outbox, text)
	c.waiting += len(text)
	select {
	case c.bell <- struct{}{}:
	default: // it is ringing already
	}
}

// send puts text into the outboxes of the clients named, as soon as there is
// room in all of them. keep, which may be nil, shows it to those who come later.
func (h *hub) send(text string, to map[*client]bool, keep *room) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.waitFor(to, len(text))
	for c := range to {
		c.put(text)
	}
	if keep != nil {
		keep.history = append(keep.history, text)
		keep.history = keep.history[max(0, len(keep.history)-maxHistory):]
	}
}

// waitFor needs the lock. It waits until the outboxes of the clients named have
// room for n bytes, but not long for one that reads nothing: it is dismissed.
func (h *hub) waitFor(to map[*client]bool, n int) {
	for c := full(to, n); c != nil; c = full(to, n) {
		left := time.Until(c.moved.Add(maxStall))
		if left <= 0 {
			c.log.Warn("too slow", "name", c.name, "waiting", c.waiting, "limit", maxOutbox)
			c.outbox, c.waiting, c.why = c.outbox[:1], len(c.outbox[0]), ": too slow"
			h.end(c, "You were too slow. Goodbye.\n", patience)
			continue
		}
		emptier := h.emptier
		h.mu.Unlock() // others may join, leave and send meanwhile
		select {
		case <-emptier:
		case <-time.After(left):
		}
		h.mu.Lock()
	}
}

// full returns a client without room for n bytes, or nil.
func full(to map[*client]bool, n int) *client {
	for c := range to {
		if !c.ended && c.waiting+n > maxOutbox {
			return c
		}
	}
	return nil
}

// next takes what Write has written out of c's outbox, and returns the next text,
// or nothing.
func (h *hub) next(c *client, written string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	if written != "" {
		c.outbox = c.outbox[1:]
		c.waiting -= len(written)
		c.moved = time.Now()
		h.wake()
	}
	if len(c.outbox) == 0 {
		c.outbox = nil // and its memory
		return ""
	}
	return c.outbox[0]
}

// deliver writes what is in c's outbox, until c has ended and all is written.
func deliver(c *client, hub *hub) {
	for range c.bell {
		for text := hub.next(c, ""); text != ""; text = hub.next(c, text) {
			if _, err := c.conn.Write([]byte(text)); err != nil {
				c.log.Warn("cannot send", "error", err)
				c.conn.Close() // ends receive, too
				return
			}
		}
	}
	if half, ok := c.conn.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
}
