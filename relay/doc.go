// Package relay gives a server that runs in a learner's tab a TCP port of the host. The
// page holds one control WebSocket for the server. For each connection that the host
// accepts the page opens a WebSocket of its own, in the frames of package bridge.
package relay
