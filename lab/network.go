package lab

import "socketschool/lab/event"

// RecordNetwork adds to the events that the network of the client at a local address is now
// as described.
func (l *Lab) RecordNetwork(peer, description string) {
	l.events.Append(&event.Event{Kind: event.KindNetwork, Conn: l.tracer.ConnNumber(peer), Peer: peer, Message: description})
}

// RecordVanish adds to the events that the client at a local address has vanished.
func (l *Lab) RecordVanish(peer string) {
	l.events.Append(&event.Event{Kind: event.KindVanish, Conn: l.tracer.ConnNumber(peer), Peer: peer})
}

// HasOpen reports whether the server has a connection open that it has accepted from an
// address.
func (l *Lab) HasOpen(peer string) bool { return l.tracer.ConnNumber(peer) != 0 }
