// Package lab runs one example server for one learner. It starts and stops the
// server, hands it a listener that reports what happens on it, and keeps the
// lab's event log: numbered, bounded, and resumable by any number of viewers.
//
// It knows nothing of HTTP or WebSocket (package bridge does) and nothing of
// which example servers there are (package server does). Apart from Pool,
// which opens real TCP ports, it is the same code on the host and in the tab.
package lab
