// Package tab is a lab that runs in a browser's tab: one example server on a
// network in memory, the clients that the page opens, and the events that it is
// shown. It says to the page what package bridge says on a host, in the same
// frames and words.
//
// It knows the page as a function to post messages to, and nothing of
// JavaScript: package main above it does, and tests stand in for both. In the
// tab there is one thread: what the page calls here must not wait, since until
// it returns nothing else happens at all.
package tab
