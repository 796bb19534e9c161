package memnet

import (
	"context"
	"net"
	"os"
	"syscall"
)

// The errors of the kernel that this network returns, with Linux' texts: those of
// package syscall differ under GOOS=js.
var (
	errAddrInUse    = linuxError{syscall.EADDRINUSE, "address already in use"}
	errAddrNotAvail = linuxError{syscall.EADDRNOTAVAIL, "cannot assign requested address"}
	errConnRefused  = linuxError{syscall.ECONNREFUSED, "connection refused"}
	errConnReset    = linuxError{syscall.ECONNRESET, "connection reset by peer"}
	errBrokenPipe   = linuxError{syscall.EPIPE, "broken pipe"}
	errNotConnected = linuxError{syscall.ENOTCONN, "transport endpoint is not connected"}
)

// linuxError is an error with another text.
type linuxError struct {
	error
	text string
}

func (e linuxError) Error() string { return e.text }
func (e linuxError) Unwrap() error { return e.error }

// Timeout is for net.OpError, which does not unwrap.
func (e linuxError) Timeout() bool {
	t, ok := e.error.(interface{ Timeout() bool })
	return ok && t.Timeout()
}

// dialError returns err as it is in the *net.OpError that Dial of package net returns.
func dialError(err error) error {
	switch err {
	case context.Canceled:
		return linuxError{err, "operation was canceled"}
	case context.DeadlineExceeded:
		return linuxError{err, "i/o timeout"}
	}
	return os.NewSyscallError("connect", err)
}

// opError returns err as a method of package net's connections does.
func (c *Conn) opError(op string, err error) error {
	if err, ok := err.(linuxError); ok {
		call := op
		if op == "close" {
			call = "shutdown" // of one direction: Close does not fail with this
		}
		return c.opError(op, os.NewSyscallError(call, err))
	}
	return &net.OpError{Op: op, Net: "tcp", Source: c.local, Addr: c.remote, Err: err}
}
