// Package lab runs one example server for one learner. It starts and stops the
// server, traces its sockets (package trace), and keeps its event log (package
// event).
//
// It does not depend on HTTP, WebSocket or the catalogue of programs, and is the
// same code on the host and in the tab. Package pool runs the labs of a host.
package lab
