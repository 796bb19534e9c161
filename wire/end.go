package wire

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"

	"socketschool/lab"
)

// End is what is known of a connection that is over, or about to be.
type End struct {
	Reset bool     // the page has asked for it
	Lab   *lab.Lab // set if the lab is ending
	Read  error    // what reading the server returned last
	Write error    // what writing to it has failed with, if it has
}

// Notice tells the page how the connection ended.
func (e End) Notice() Notice {
	switch {
	case e.Reset:
		return Closed(ReasonReset, "This client has reset the connection (RST).")
	case e.Lab != nil:
		return Stopped(e.Lab)
	case isReset(e.Read), isReset(e.Write):
		return Closed(ReasonReset, "The server has closed this connection and answers with a reset (RST).")
	case errors.Is(e.Read, syscall.ETIMEDOUT):
		return Closed(ReasonTimeout, "The server has stopped answering.")
	case e.Write != nil:
		return Closed(ReasonError, describe(e.Write))
	}
	return Closed(ReasonError, describe(e.Read))
}

// isReset tells of the ways in which a reset is met: by reading, by writing, and
// by sending a FIN.
func isReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ENOTCONN)
}

// describe words an error for a learner: the cause, without Go's prefix of
// operation and addresses.
func describe(err error) string {
	var op *net.OpError
	if errors.As(err, &op) && op.Op != "remote error" {
		err = op.Err
	}
	return fmt.Sprintf("The connection failed: %v.", err)
}

// Ended is the end in order.
func Ended() Notice {
	return Closed(ReasonEOF, "Both sides have said that they send no more.")
}

// Stopped says how the lab ended.
func Stopped(l *lab.Lab) Notice {
	if info := l.Info(); info.State == lab.StateFailed {
		return Closed(ReasonLabStopped, "The server failed: "+info.Error+".")
	}
	return Closed(ReasonLabStopped, "The lab was stopped.")
}

// NotConnected tells a page whose client could not be connected why.
func NotConnected(err error) Notice {
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return Closed(ReasonRefused, "Nothing listens at the lab's address: the connection was refused.")
	case errors.Is(err, context.DeadlineExceeded):
		return Closed(ReasonTimeout, fmt.Sprintf("The server did not answer within %v.", DialTime))
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return Closed(ReasonError, "This host has no file descriptors left for another connection.")
	}
	return Closed(ReasonError, "The connection could not be made: "+err.Error()+".")
}
