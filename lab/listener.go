package lab

import (
	"net"
	"sync"
)

// streamConn is what an example server may use of a connection beside
// net.Conn. *net.TCPConn has it, and so has whatever stands in for it.
type streamConn interface {
	net.Conn
	CloseRead() error
	CloseWrite() error
	SetLinger(seconds int) error
	SetNoDelay(noDelay bool) error
}

// listener is what the example server accepts from: it numbers connections and
// reports accept and close.
type listener struct {
	net.Listener
	conns  *connTable
	events *Log
}

func (l *listener) Accept() (net.Conn, error) {
	inner, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: inner, table: l.conns, events: l.events, peer: inner.RemoteAddr().String()}
	l.conns.add(c)
	l.events.append(Event{Kind: Accept, Conn: c.number, Peer: c.peer})
	if stream, ok := inner.(streamConn); ok {
		return &tcpConn{streamConn: stream, conn: c}, nil
	}
	return c, nil
}

// conn reports the close of the connection it wraps.
type conn struct {
	net.Conn
	table  *connTable
	events *Log
	number uint64
	peer   string
	once   sync.Once
}

func (c *conn) Close() error {
	c.once.Do(func() {
		c.events.append(Event{Kind: Close, Conn: c.number, Peer: c.peer})
		c.table.remove(c)
	})
	return c.Conn.Close()
}

// tcpConn is a conn that keeps what TCP offers beyond net.Conn.
type tcpConn struct {
	streamConn
	conn *conn
}

func (c *tcpConn) Close() error { return c.conn.Close() }

// connTable knows the connections that the server has accepted and not closed.
type connTable struct {
	mu   sync.Mutex
	last uint64
	open map[string]*conn // by peer
}

// add numbers the connection.
func (t *connTable) add(c *conn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.open == nil {
		t.open = make(map[string]*conn)
	}
	t.last++
	c.number = t.last
	t.open[c.peer] = c
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

// closeAll ends what a server left open when it failed or would not stop.
func (t *connTable) closeAll() {
	t.mu.Lock()
	left := make([]*conn, 0, len(t.open))
	for _, c := range t.open {
		left = append(left, c)
	}
	t.mu.Unlock()
	for _, c := range left {
		c.Close()
	}
}
