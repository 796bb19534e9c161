package safe

import (
	"net"
	"sync"
)

// peers counts the connections of each IP address.
type peers struct {
	max int // for one address

	mu   sync.Mutex
	held map[string]int
}

// take reports whether the address had a place left, and takes it.
func (p *peers) take(peer net.Addr) bool {
	p.mu.Lock()
	defer p.mu.Unlock()

	address := ipAddress(peer)
	if p.held[address] == p.max {
		return false
	}
	p.held[address]++
	return true
}

// free gives a place back. An address without connections is forgotten: else
// the map would grow with each address that ever came.
func (p *peers) free(peer net.Addr) {
	p.mu.Lock()
	defer p.mu.Unlock()

	address := ipAddress(peer)
	p.held[address]--
	if p.held[address] == 0 {
		delete(p.held, address)
	}
}

// ipAddress leaves out the port, which each connection has for itself.
func ipAddress(peer net.Addr) string {
	if address, _, err := net.SplitHostPort(peer.String()); err == nil {
		return address
	}
	return peer.String()
}
