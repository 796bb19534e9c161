package memnet

import (
	"context"
	"net"
	"os"
	"syscall"
)

// The kernel's errors that this network gives. Linux' words are kept here:
// package syscall has others under GOOS=js.
var (
	addrInUse    = named{syscall.EADDRINUSE, "address already in use"}
	noAddr       = named{syscall.EADDRNOTAVAIL, "cannot assign requested address"}
	refused      = named{syscall.ECONNREFUSED, "connection refused"}
	reset        = named{syscall.ECONNRESET, "connection reset by peer"}
	brokenPipe   = named{syscall.EPIPE, "broken pipe"}
	notConnected = named{syscall.ENOTCONN, "transport endpoint is not connected"}
)

// named is an error in other words.
type named struct {
	error
	text string
}

func (e named) Error() string { return e.text }
func (e named) Unwrap() error { return e.error }

// Timeout is asked for by net.OpError, which does not unwrap.
func (e named) Timeout() bool {
	t, ok := e.error.(interface{ Timeout() bool })
	return ok && t.Timeout()
}

// dialError is err as package net returns it from Dial, within a net.OpError.
func dialError(err error) error {
	switch err {
	case context.Canceled:
		return named{err, "operation was canceled"}
	case context.DeadlineExceeded:
		return named{err, "i/o timeout"}
	}
	return os.NewSyscallError("connect", err)
}

// opError is err as package net returns it from a call on a connection.
func (c *Conn) opError(op string, err error) error {
	if err, ok := err.(named); ok {
		call := op
		if op == "close" {
			call = "shutdown" // of one direction: closing both never fails so
		}
		return c.opError(op, os.NewSyscallError(call, err))
	}
	return &net.OpError{Op: op, Net: "tcp", Source: c.local, Addr: c.remote, Err: err}
}
