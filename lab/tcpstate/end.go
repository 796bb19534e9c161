package tcpstate

import "net"

// inMemory is a connection that knows its own state, as package memnet's.
type inMemory interface {
	TCPState() string
	Queues() (receive, send int)
	Closed() bool
}

// endOf returns what can be said of an end that this process has, or has had.
func endOf(conn net.Conn) *End {
	switch c := conn.(type) {
	case inMemory:
		e := &End{State: c.TCPState(), Closed: c.Closed()}
		receive, send := c.Queues()
		e.Queues = &Queues{receive, send}
		return e
	case *net.TCPConn:
		return endOfTCP(c)
	}
	return &End{}
}
