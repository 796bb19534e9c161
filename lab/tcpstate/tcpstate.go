package tcpstate

import (
	"net"
	"slices"
	"time"

	"socketschool/lab/trace"
)

// End is one end of a connection. What the system cannot say is left out.
type End struct {
	// State is TCP's, in the words of Linux: ESTABLISHED, FIN_WAIT1, FIN_WAIT2, CLOSING,
	// TIME_WAIT, CLOSE_WAIT, LAST_ACK, CLOSED, SYN_SENT or SYN_RECV.
	State string `json:"state,omitzero"`

	// Closed says that no program has this end open any more: the kernel alone finishes it.
	Closed bool `json:"closed,omitzero"`

	// Vanished says that the end's computer does as one that has lost its power: nothing
	// comes from it, and nothing reaches it. There is no state then.
	Vanished bool `json:"vanished,omitzero"`

	Queues *Queues `json:"queues,omitzero"`
	Path   *Path   `json:"path,omitzero"`
}

// Queues are the bytes that wait at one end.
type Queues struct {
	Receive int `json:"receive"` // arrived and not read
	Send    int `json:"send"`    // written and not acknowledged by the other end
}

// Path is what one end has measured on the way to the other.
type Path struct {
	RoundTrip       int  `json:"roundTrip"`        // microseconds, smoothed
	Retransmissions int  `json:"retransmissions"`  // segments, since the connection was made
	Window          *int `json:"window,omitempty"` // bytes that the other end still takes
}

// Connection is a connection of a lab.
type Connection struct {
	Conn   uint64 `json:"conn,omitzero"` // as in the lab's events; 0 if it has not been accepted
	Peer   string `json:"peer"`          // the client's address
	Server *End   `json:"server,omitzero"`
	Client *End   `json:"client,omitzero"`
}

// Connections are those of a lab, in the JSON form of the API.
type Connections struct {
	Connections []Connection `json:"connections"`
}

// closed is the state of an end of which nothing is left.
const closed = "CLOSED"

// timeWait is for how long the kernel keeps a connection that both ends have closed.
const timeWait = 2 * time.Minute

// Of returns what TCP knows of a lab's connections. accepted are those that its server has
// accepted, clients the connections to it that this process has made and not forgotten.
// Connections of which nothing is left are left out.
func Of(accepted []trace.Conn, clients []net.Conn) Connections {
	all := collect(accepted, clients)
	shown := make([]Connection, 0, len(all))
	var known *table
	for _, p := range all {
		c := Connection{Conn: p.conn, Peer: p.peer, Server: p.server.end(), Client: p.client.clientEnd()}
		if p.incomplete(c) {
			if known == nil {
				known = currentTable()
			}
			p.complete(&c, known)
		}
		if c.visible() {
			shown = append(shown, c)
		}
	}
	return Connections{shown}
}

// pair is the two ends of a connection, as far as this process has them.
type pair struct {
	conn           uint64
	peer, listener string
	server, client side
	closedAt       time.Time // when the server closed it; zero if it has not
}

// side is one end, which this process may have.
type side struct{ conn net.Conn }

func (s side) end() *End {
	if s.conn == nil {
		return nil
	}
	return endOf(s.conn)
}

// partitioned is a connection of which the lab can cut the network.
type partitioned interface{ Partitioned() bool }

// clientEnd returns the end of a client, which may have vanished.
func (s side) clientEnd() *End {
	if c, ok := s.conn.(partitioned); ok && c.Partitioned() {
		return &End{Vanished: true}
	}
	return s.end()
}

// collect pairs the ends by the client's address: the accepted connections in their order,
// then those that the server has not accepted.
func collect(accepted []trace.Conn, clients []net.Conn) []*pair {
	all := make([]*pair, 0, len(accepted)+len(clients))
	byPeer := make(map[string]*pair, len(accepted))
	for _, a := range accepted {
		p := &pair{conn: a.Number, peer: a.Peer, listener: a.Inner.LocalAddr().String(), server: side{a.Inner}, closedAt: a.ClosedAt}
		p.client.conn = otherEnd(a.Inner)
		if former := byPeer[a.Peer]; former != nil { // the address is the later one's now
			all = slices.DeleteFunc(all, func(p *pair) bool { return p == former })
		}
		byPeer[a.Peer] = p
		all = append(all, p)
	}
	for _, c := range clients {
		peer := c.LocalAddr().String()
		p := byPeer[peer]
		if p == nil {
			p = &pair{peer: peer, listener: c.RemoteAddr().String()}
			p.server.conn = otherEnd(c)
			all = append(all, p)
		}
		p.client.conn = c
	}
	return all
}

// otherEnd returns the other end of a connection in memory, or nil.
func otherEnd(conn net.Conn) net.Conn {
	if c, ok := conn.(interface{ OtherEnd() net.Conn }); ok {
		return c.OtherEnd()
	}
	return nil
}

// incomplete reports whether the system's table may know more of the connection than its
// ends do. Of one that is long over it knows nothing.
func (p *pair) incomplete(c Connection) bool {
	if p.inMemory() || !c.Server.over() && !c.Client.over() {
		return false
	}
	over := !p.closedAt.IsZero() && time.Since(p.closedAt) > timeWait
	return !over || c.Client != nil && !c.Client.Closed
}

// inMemory reports whether the kernel knows nothing of the connection.
func (p *pair) inMemory() bool {
	for _, conn := range []net.Conn{p.server.conn, p.client.conn} {
		if _, ok := conn.(inMemory); ok {
			return true
		}
	}
	return false
}

// complete adds what the system's table knows. An end that is not in it is over.
func (p *pair) complete(c *Connection, known *table) {
	if known == nil {
		return
	}
	c.Server = known.add(c.Server, p.listener, p.peer)
	c.Client = known.add(c.Client, p.peer, p.listener)
}

// visible reports whether there is something to say of the connection.
func (c *Connection) visible() bool { return c.Server.visible() || c.Client.visible() }

// over reports whether this process does not have the end, or it has ended for the process:
// the kernel can still be at it.
func (e *End) over() bool { return e == nil || e.Closed || e.State == closed }

func (e *End) visible() bool {
	return e != nil && !e.Vanished && e.State != closed && (e.State != "" || !e.Closed)
}
