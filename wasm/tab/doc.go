// Package tab runs a lab in a browser's tab: one example server on a network in
// memory, the clients that the page opens, and the events. It sends the page the
// same frames that package bridge sends on a host.
//
// It does not depend on JavaScript: Config.Post posts a message to the page, and
// package main, or a test, calls the Tab's methods for the page's messages. There
// is one thread, so those methods must not block: while one does, the whole program
// stands still.
package tab
