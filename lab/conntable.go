package lab

import "sync"

// connTable knows the connections that the server has accepted and not closed.
type connTable struct {
	mu     sync.Mutex
	last   uint64
	open   map[string]*conn // by peer
	closed bool
}

// add numbers the connection. It reports false when the lab's end has come
// between: such a connection belongs to nobody.
func (t *connTable) add(c *conn) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return false
	}
	if t.open == nil {
		t.open = make(map[string]*conn)
	}
	t.last++
	c.number = t.last
	t.open[c.peer] = c
	return true
}

func (t *connTable) remove(c *conn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.open[c.peer] == c {
		delete(t.open, c.peer)
	}
}

// number is the connection's number, or 0 if no open connection has that peer.
func (t *connTable) number(peer string) uint64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	if c := t.open[peer]; c != nil {
		return c.number
	}
	return 0
}

// closeAll ends what a server left open when it failed or would not stop, and
// what it would still accept.
func (t *connTable) closeAll() {
	t.mu.Lock()
	t.closed = true
	left := make([]*conn, 0, len(t.open))
	for _, c := range t.open {
		left = append(left, c)
	}
	t.mu.Unlock()
	for _, c := range left {
		c.Close()
	}
}
