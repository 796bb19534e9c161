// Package memnet is TCP in memory: its listeners and connections behave as those of
// package net on Linux. It is the network of a lab in the tab, which has no other,
// and a network for tests.
//
// Of TCP (RFC 9293) it has the byte stream, which does not keep the borders of
// writes; a FIN for each direction; RST, on request and where TCP answers with one;
// a bounded buffer for each direction, so that a writer waits for a slow reader; a
// backlog; and ports. Deadlines and errors are those of package net: each error is
// a *net.OpError in which errors.Is finds the syscall.Errno, net.ErrClosed or
// os.ErrDeadlineExceeded. Error texts are Linux' on every system.
//
// It does not have what a program cannot see: segments, checksums, retransmission
// (nothing is lost except by Partition) and congestion. It reports the state TIME_WAIT,
// and yet a port is free again once both ends are closed. Keep-alive, Nagle's algorithm
// and linger times above zero can be set and do nothing. Each direction has one buffer,
// not one for sending and one for receiving. There is one host, 127.0.0.1, and
// everything that has the Network is on it.
//
// A connection that waits needs no goroutine, and timers only if it has a
// latency. A connection that is dropped without Close keeps its port and nothing else.
package memnet
