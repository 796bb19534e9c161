// Package bridge carries a page's clients and events over WebSocket. One
// client WebSocket is one TCP connection to a lab: its binary frames are that
// connection's bytes, its text frames control it, and what TCP tells apart
// (half-close, reset, a slow reader) stays apart. One events WebSocket is one
// viewer of a lab's event log.
//
// The bridge connects to the lab it is handed and to nothing else. Whose lab
// that is, and where a request comes from, package web has checked before.
package bridge
