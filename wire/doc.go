// Package wire is what a page and its connection to a lab say to each other:
// the control frames, the notices, the reasons, and the words for how a
// connection ended or why there is none; and when it is over (Ending).
// docs/protocol.md is the contract.
//
// What carries the frames is left to others: a WebSocket to package bridge,
// messages of a Web Worker to the program that runs in the tab. TLS is apart,
// in wire/handshake, for a program that has none.
package wire
