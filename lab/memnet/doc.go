// Package memnet is TCP in memory: listeners and connections that behave
// towards a program as those of package net do on Linux. It is the network of
// a lab that runs in the tab, where there is no other; natively it is a network
// for tests.
//
// What it has of TCP (RFC 9293): a byte stream, which joins what was written
// apart and splits what was written at once; an end for each direction; reset,
// on request and where TCP answers with one; a buffer of bounded size for each
// direction, so that a writer waits for a slow reader; a backlog; ports.
// Deadlines and errors are those of package net: each error is a *net.OpError
// in which errors.Is finds the syscall.Errno, net.ErrClosed or
// os.ErrDeadlineExceeded, in the words that Linux has for it on every system.
//
// What it leaves out, since no program sees it or nobody could wait for it:
// segments, checksums and retransmission (nothing is lost but by Lose, and that
// for good); congestion; TIME_WAIT, so a port is free again once both ends are
// closed; keep-alive, Nagle and linger times above zero, which can be set and
// do nothing; separate buffers for sending and receiving: a direction has one.
// There is one host, 127.0.0.1, and whoever has the Network is on it.
//
// A connection that waits costs no goroutine, only one whose network has a
// Latency sets timers, and one that is dropped without Close leaves its port
// taken and nothing else behind.
package memnet
