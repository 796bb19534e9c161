package servers

import (
	"net"
	"sync"
)

// peers knows which member each client of a server is of, by the address at which the server
// sees it. Its zero value is ready to use.
type peers struct {
	mu      sync.Mutex
	members map[string]string // ids
}

// add records a client until its connection is closed, which it returns for that.
func (p *peers) add(conn net.Conn, member string) net.Conn {
	tcp, ok := conn.(*net.TCPConn)
	if !ok {
		return conn
	}
	address := conn.LocalAddr().String()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.members == nil {
		p.members = make(map[string]string)
	}
	p.members[address] = member
	return &peerConn{TCPConn: tcp, forget: sync.OnceFunc(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.members, address)
	})}
}

// peerConn is the connection of a client that is forgotten at Close.
type peerConn struct {
	*net.TCPConn
	forget func()
}

func (c *peerConn) Close() error {
	c.forget() // before another client can have the address
	return c.TCPConn.Close()
}

// ClientNames returns the names of the members whose pages have clients of the room's own
// server, by the address at which it sees them.
func (r *Rooms) ClientNames(code string) map[string]string {
	names := make(map[string]string)
	e := r.own(code)
	if e == nil {
		return names
	}
	e.peers.mu.Lock()
	defer e.peers.mu.Unlock()
	for address, id := range e.peers.members {
		if _, m, ok := r.school.Member(code, id); ok {
			names[address] = m.Name
		}
	}
	return names
}
