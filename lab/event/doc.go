// Package event is a lab's event log: what its events are, a numbered and bounded
// log of them, the state of the connections that they add up to, and their JSON
// form (docs/protocol.md).
package event
