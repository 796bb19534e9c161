package lab

import (
	"cmp"
	"slices"
	"time"
)

// Connections is what a lab's connections do at one moment: the state after
// event Seq, in the form in which the API gives it out.
type Connections struct {
	Seq         uint64       `json:"seq"`
	Accepting   *Accepting   `json:"accepting,omitzero"` // nil unless Accept blocks
	Connections []Connection `json:"connections"`        // in the order of Conn
}

// Accepting is a listener that waits for a client.
type Accepting struct {
	Source *Source   `json:"source,omitzero"`
	Since  time.Time `json:"since"`
}

// Connection is one that the server has accepted and not closed.
type Connection struct {
	Conn     uint64    `json:"conn"`
	Peer     string    `json:"peer"`
	Call     Call      `json:"call"` // the call that blocks; empty while the server runs
	Source   *Source   `json:"source,omitzero"`
	Since    time.Time `json:"since"`
	BytesIn  int64     `json:"bytesIn"`
	BytesOut int64     `json:"bytesOut"`
	Deadline time.Time `json:"deadline,omitzero"` // of Call
}

// Connections is the present state. It outlives the server, and is empty then.
func (l *Lab) Connections() Connections { return l.events.connections() }

func (l *Log) connections() Connections {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.board.show()
	c.Seq = l.last
	return c
}

// board is the state of a lab's connections. Only events change it, so whoever
// follows the events from a snapshot on has the lab's own picture.
type board struct {
	accepting wait
	conns     map[uint64]*connState
	over      bool
}

// wait is a call that blocks; the zero value is none.
type wait struct {
	since    time.Time
	source   *Source
	deadline time.Time
}

func waitOf(e *Event) wait { return wait{e.At, e.Source, e.Deadline} }

// connState follows both directions: a server may read in one goroutine while
// it writes in another.
type connState struct {
	peer              string
	reading, writing  wait
	last              wait // what happened last, whether it blocks or not
	bytesIn, bytesOut int64
}

// apply takes an event in. It reports false for one that comes too late: about
// a connection that is closed, or a lab that has ended.
func (b *board) apply(e *Event) bool {
	switch e.Kind {
	case Stopped, Failed:
		*b = board{over: true}
		return true
	case Accept:
		if b.over {
			return false
		}
		b.accepting = wait{}
		if b.conns == nil {
			b.conns = make(map[uint64]*connState)
		}
		b.conns[e.Conn] = &connState{peer: e.Peer, last: waitOf(e)}
		return true
	case Waiting, Timeout:
		if e.Call == CallAccept {
			return b.applyAccept(e)
		}
	case Read, Write, CloseWrite, Close:
	default:
		return true
	}
	c := b.conns[e.Conn]
	if c == nil {
		return false
	}
	if e.Kind == Close {
		delete(b.conns, e.Conn)
		return true
	}
	c.apply(e)
	return true
}

func (b *board) applyAccept(e *Event) bool {
	b.accepting = wait{}
	if e.Kind == Waiting && !b.over {
		b.accepting = waitOf(e)
	}
	return !b.over
}

func (c *connState) apply(e *Event) {
	c.last = waitOf(e)
	switch {
	case e.Kind == Waiting && e.Call == CallRead:
		c.reading = c.last
	case e.Kind == Waiting:
		c.writing = c.last
	case e.Kind == Read, e.Kind == Timeout && e.Call == CallRead:
		c.reading = wait{}
		c.bytesIn += int64(e.Bytes)
	case e.Kind == Write, e.Kind == Timeout:
		c.writing = wait{}
		c.bytesOut += int64(e.Bytes)
	}
}

// show is the state without its number.
func (b *board) show() Connections {
	all := Connections{Connections: make([]Connection, 0, len(b.conns))}
	if !b.accepting.since.IsZero() {
		all.Accepting = &Accepting{b.accepting.source, b.accepting.since}
	}
	for number, c := range b.conns {
		all.Connections = append(all.Connections, c.show(number))
	}
	slices.SortFunc(all.Connections, func(a, b Connection) int { return cmp.Compare(a.Conn, b.Conn) })
	return all
}

// show names the write where both directions block: that is what a slow client
// does to a server.
func (c *connState) show(number uint64) Connection {
	call, at := Call(""), c.last
	switch {
	case !c.writing.since.IsZero():
		call, at = CallWrite, c.writing
	case !c.reading.since.IsZero():
		call, at = CallRead, c.reading
	}
	return Connection{
		Conn: number, Peer: c.peer, Call: call,
		Source: at.source, Since: at.since, Deadline: at.deadline,
		BytesIn: c.bytesIn, BytesOut: c.bytesOut,
	}
}
