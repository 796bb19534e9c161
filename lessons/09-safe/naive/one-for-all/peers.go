package safe

import (
	"net"
	"sync"
)

// peers counts the connections.
type peers struct {
	max int // for all

	mu   sync.Mutex
	held map[string]int
	all  int
}

// take reports whether there was a place left, and takes it.
func (p *peers) take(net.Addr) bool {
	p.mu.Lock()
	defer p.mu.Unlock()

	if p.all == p.max {
		return false
	}
	p.all++
	return true
}

// free gives a place back.
func (p *peers) free(net.Addr) {
	p.mu.Lock()
	defer p.mu.Unlock()

	p.all--
}
