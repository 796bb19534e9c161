package protocol

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"
	"time"
)

// DialTimeout bounds connecting to a lab, the TLS handshake included.
const DialTimeout = 5 * time.Second

// CloseCause is why a connection is closed.
type CloseCause struct {
	PageReset  bool   // the page asked for an RST
	Vanished   bool   // the page's client has vanished
	LabEnded   bool   // the lab has ended or is about to
	LabFailure string // why the lab has failed; empty if it was stopped
	Read       error  // last error of reading from the server
	Write      error  // error of writing to the server, or nil
}

// Message returns the connection's last message to the page.
func (c CloseCause) Message() ControlMessage {
	switch {
	case c.Vanished:
		return Closed(ReasonVanished, "This client has vanished: the server gets neither a FIN nor an RST.")
	case c.PageReset:
		return Closed(ReasonReset, "This client has reset the connection (RST).")
	case c.LabEnded:
		return LabEnded(c.LabFailure)
	case isReset(c.Read), isReset(c.Write):
		return Closed(ReasonReset, "The server has closed this connection and answers with a reset (RST).")
	case errors.Is(c.Read, syscall.ETIMEDOUT):
		return Closed(ReasonTimeout, "The server has stopped answering.")
	case c.Write != nil:
		return Closed(ReasonError, describe(c.Write))
	}
	return Closed(ReasonError, describe(c.Read))
}

// isReset reports whether err is what Read, Write or CloseWrite return after an
// RST.
func isReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ENOTCONN)
}

// describe returns a sentence with an error's cause, without the operation and
// the addresses that package net adds.
func describe(err error) string {
	var op *net.OpError
	if errors.As(err, &op) && op.Op != "remote error" {
		err = op.Err
	}
	return fmt.Sprintf("The connection failed: %v.", err)
}

// ClosedNormally returns the last message of a connection on which both sides
// have sent their FIN.
func ClosedNormally() ControlMessage {
	return Closed(ReasonEOF, "Both sides have said that they send no more.")
}

// LabEnded returns the last message of a connection whose lab has ended. failure
// is why the lab has failed; it is empty if the lab was stopped.
func LabEnded(failure string) ControlMessage {
	if failure != "" {
		return Closed(ReasonLabStopped, "The server failed: "+failure+".")
	}
	return Closed(ReasonLabStopped, "The lab was stopped.")
}

// NotConnected returns the only message of a client that could not connect.
func NotConnected(err error) ControlMessage {
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return Closed(ReasonRefused, "Nothing listens at the lab's address: the connection was refused.")
	case errors.Is(err, context.DeadlineExceeded):
		return Closed(ReasonTimeout, fmt.Sprintf("The server did not answer within %v.", DialTimeout))
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return Closed(ReasonError, "This host has no file descriptors left for another connection.")
	}
	return Closed(ReasonError, "The connection could not be made: "+err.Error()+".")
}
