package trace

import (
	"cmp"
	"maps"
	"net"
	"slices"
	"sync"
	"time"
)

// connTable holds the connections that the server has accepted and not closed.
type connTable struct {
	mu     sync.Mutex
	last   uint64
	open   map[string]*conn // by peer
	gone   []Conn           // the last that were closed, at most maxGone
	closed bool
}

// maxGone is how many closed connections are kept for Tracer.Conns.
const maxGone = 64

// Conn is a connection that the server has accepted.
type Conn struct {
	Number   uint64
	Peer     string    // its remote address
	Inner    net.Conn  // as the listener beneath the Tracer has returned it; not to be used, only asked
	ClosedAt time.Time // zero while the server has it open
}

func (c *conn) exported() Conn { return Conn{Number: c.number, Peer: c.peer, Inner: c.inner} }

// all returns the open connections and the last closed ones, in the order of their numbers.
func (t *connTable) all() []Conn {
	t.mu.Lock()
	all := slices.Clone(t.gone)
	for _, c := range t.open {
		all = append(all, c.exported())
	}
	t.mu.Unlock()
	slices.SortFunc(all, func(a, b Conn) int { return cmp.Compare(a.Number, b.Number) })
	return all
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
	if len(t.gone) == maxGone {
		t.gone = slices.Delete(t.gone, 0, 1)
	}
	gone := c.exported()
	gone.ClosedAt = time.Now()
	t.gone = append(t.gone, gone)
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
