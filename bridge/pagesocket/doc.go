// Package pagesocket is the WebSocket of a page: the upgrade, the heartbeat, pooled
// reads, protocol errors, and the closing handshake. It knows nothing of labs: package
// bridge handles the messages.
package pagesocket
