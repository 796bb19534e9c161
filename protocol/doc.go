// Package protocol defines what a page and its connection to a lab exchange:
// control messages, close reasons, event frames, the state machine of a
// closing connection, and the loop that copies a server's bytes to the page.
// docs/protocol.md is the contract.
//
// It does not depend on what carries the messages: package bridge uses a
// WebSocket, package tab the messages of a Web Worker. TLS is in a package of
// its own, protocol/handshake, so that a program can be built without it.
package protocol
