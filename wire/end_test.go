package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
)

// failed is an error as package net gives it.
func failed(op string, err error) error {
	return &net.OpError{Op: op, Net: "tcp", Err: os.NewSyscallError(op, err)}
}

func TestHowItEnded(t *testing.T) {
	tests := []struct {
		name   string
		end    End
		reason string
		detail string // a part of it
	}{
		{"page resets", End{Reset: true, Read: net.ErrClosed}, ReasonReset, "This client"},
		{"page resets while the server does", End{Reset: true, Read: failed("read", syscall.ECONNRESET)}, ReasonReset, "This client"},
		{"read meets a reset", End{Read: failed("read", syscall.ECONNRESET)}, ReasonReset, "The server"},
		{"write meets it", End{Read: os.ErrDeadlineExceeded, Write: failed("write", syscall.EPIPE)}, ReasonReset, "The server"},
		{"half-close meets it", End{Read: io.EOF, Write: failed("shutdown", syscall.ENOTCONN)}, ReasonReset, "The server"},
		{"network is gone", End{Read: failed("read", syscall.ETIMEDOUT)}, ReasonTimeout, "stopped answering"},
		{"anything else", End{Read: failed("read", errors.New("bad luck"))}, ReasonError, "The connection failed: read: bad luck."},
		{"writing fails first", End{Read: io.EOF, Write: errors.New("bad record")}, ReasonError, "bad record"},
		{"an alert", End{Read: &net.OpError{Op: "remote error", Err: errors.New("tls: bad certificate")}}, ReasonError, "remote error: tls"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { check(t, tt.end.Notice(), tt.reason, tt.detail) })
	}
}

func TestWhyThereIsNone(t *testing.T) {
	tests := []struct {
		name   string
		err    error
		reason string
		detail string
	}{
		{"nobody listens", failed("connect", syscall.ECONNREFUSED), ReasonRefused, "refused"},
		{"nobody answers", fmt.Errorf("TLS handshake: %w", context.DeadlineExceeded), ReasonTimeout, "within 5s"},
		{"no descriptors", failed("socket", syscall.EMFILE), ReasonError, "descriptors"},
		{"anything else", errors.New("no route"), ReasonError, "no route"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { check(t, NotConnected(tt.err), tt.reason, tt.detail) })
	}
}

func check(t *testing.T, n Notice, reason, detail string) {
	t.Helper()
	if n.Type != "closed" || n.Reason != reason || !strings.Contains(n.Detail, detail) || !strings.HasSuffix(n.Detail, ".") {
		t.Errorf("%+v, want closed by %s with %q", n, reason, detail)
	}
}
