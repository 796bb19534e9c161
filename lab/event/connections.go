package event

import (
	"cmp"
	"slices"
	"time"
)

// Connections is the state of a lab's connections after event Seq, in the JSON
// form of the API.
type Connections struct {
	Seq         uint64       `json:"seq"`
	Accepting   *Accepting   `json:"accepting,omitzero"` // nil unless Accept blocks
	Connections []Connection `json:"connections"`        // in the order of Conn
}

// Accepting is an Accept that blocks.
type Accepting struct {
	Source *Source   `json:"source,omitzero"`
	Since  time.Time `json:"since"`
}

// Connection is one that the server has accepted and not closed.
type Connection struct {
	Conn     uint64    `json:"conn"`
	Peer     string    `json:"peer"`
	Call     Call      `json:"call"` // the call that blocks; empty if none does
	Source   *Source   `json:"source,omitzero"`
	Since    time.Time `json:"since"`
	BytesIn  int64     `json:"bytesIn"`
	BytesOut int64     `json:"bytesOut"`
	Deadline time.Time `json:"deadline,omitzero"` // of Call
}

// Connections returns the present state. After the lab's end it is empty.
func (l *Log) Connections() Connections {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.conns.snapshot()
	c.Seq = l.last
	return c
}

// connStates is the state of all connections. Only events change it, so a page
// that applies later events to a snapshot has the same state.
type connStates struct {
	accepting callState
	conns     map[uint64]*connState
	ended     bool
}

// callState is a call that blocks; the zero value is none.
type callState struct {
	since    time.Time
	source   *Source
	deadline time.Time
}

func callStateOf(e *Event) callState { return callState{e.At, e.Source, e.Deadline} }

// connState is the state of one connection. It has both directions, since a server
// may read in one goroutine while it writes in another.
type connState struct {
	peer              string
	reading, writing  callState
	last              callState // of the last event, whether it blocks or not
	bytesIn, bytesOut int64
}

// apply applies an event. It returns false for an event of a connection that is
// closed, or of a lab that has ended.
func (s *connStates) apply(e *Event) bool {
	switch e.Kind {
	case KindStopped, KindFailed:
		*s = connStates{ended: true}
		return true
	case KindAccept:
		if s.ended {
			return false
		}
		s.accepting = callState{}
		if s.conns == nil {
			s.conns = make(map[uint64]*connState)
		}
		s.conns[e.Conn] = &connState{peer: e.Peer, last: callStateOf(e)}
		return true
	case KindWaiting, KindTimeout:
		if e.Call == CallAccept {
			return s.applyAccept(e)
		}
	case KindNetwork, KindVanish: // not the server's
		return !s.ended && (e.Conn == 0 || s.conns[e.Conn] != nil)
	case KindRead, KindWrite, KindCloseWrite, KindClose:
	default:
		return true
	}
	c := s.conns[e.Conn]
	if c == nil {
		return false
	}
	if e.Kind == KindClose {
		delete(s.conns, e.Conn)
		return true
	}
	c.apply(e)
	return true
}

func (s *connStates) applyAccept(e *Event) bool {
	s.accepting = callState{}
	if e.Kind == KindWaiting && !s.ended {
		s.accepting = callStateOf(e)
	}
	return !s.ended
}

func (c *connState) apply(e *Event) {
	c.last = callStateOf(e)
	switch {
	case e.Kind == KindWaiting && e.Call == CallRead:
		c.reading = c.last
	case e.Kind == KindWaiting:
		c.writing = c.last
	case e.Kind == KindRead, e.Kind == KindTimeout && e.Call == CallRead:
		c.reading = callState{}
		c.bytesIn += int64(e.Bytes)
	case e.Kind == KindWrite, e.Kind == KindTimeout:
		c.writing = callState{}
		c.bytesOut += int64(e.Bytes)
	}
}

// snapshot returns the state without Seq.
func (s *connStates) snapshot() Connections {
	all := Connections{Connections: make([]Connection, 0, len(s.conns))}
	if !s.accepting.since.IsZero() {
		all.Accepting = &Accepting{s.accepting.source, s.accepting.since}
	}
	for number, c := range s.conns {
		all.Connections = append(all.Connections, c.snapshot(number))
	}
	slices.SortFunc(all.Connections, func(a, b Connection) int { return cmp.Compare(a.Conn, b.Conn) })
	return all
}

// snapshot returns the connection's state. If both directions block, Call is the
// write: it shows what a slow client does to a server.
func (c *connState) snapshot(number uint64) Connection {
	call, state := Call(""), c.last
	switch {
	case !c.writing.since.IsZero():
		call, state = CallWrite, c.writing
	case !c.reading.since.IsZero():
		call, state = CallRead, c.reading
	}
	return Connection{
		Conn: number, Peer: c.peer, Call: call,
		Source: state.source, Since: state.since, Deadline: state.deadline,
		BytesIn: c.bytesIn, BytesOut: c.bytesOut,
	}
}
