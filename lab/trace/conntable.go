package trace

import (
	"maps"
	"slices"
	"sync"
)

// connTable holds the connections that the server has accepted and not closed.
type connTable struct {
	mu     sync.Mutex
	last   uint64
	open   map[string]*conn // by peer
	closed bool
}

// add sets the connection's number. It returns false if closeAll was called: the
// connection must then be closed.
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

func (t *connTable) accepted() uint64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.last
}

// number returns the number of an open connection, or 0 if there is none.
func (t *connTable) number(peer string) uint64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	if c := t.open[peer]; c != nil {
		return c.number
	}
	return 0
}

// closeAll closes all connections. add fails from then on.
func (t *connTable) closeAll() {
	t.mu.Lock()
	t.closed = true
	open := slices.Collect(maps.Values(t.open))
	t.mu.Unlock()
	for _, c := range open {
		c.Close()
	}
}
