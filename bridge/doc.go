// Package bridge connects a page's WebSockets to labs. A client's WebSocket is one
// TCP connection to a lab: its binary frames are the connection's bytes, its text
// frames are control messages, and half-close, reset and back pressure are kept. An
// events WebSocket is one viewer of a lab's event log.
//
// The bridge connects to the lab that it is given and to nothing else. Package web
// checks who may use the lab and where a request comes from.
package bridge
