package protocol

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

// netError returns an error of the system call op as package net returns it.
func netError(op string, err error) error {
	return &net.OpError{Op: op, Net: "tcp", Err: os.NewSyscallError(op, err)}
}

func TestCloseMessage(t *testing.T) {
	tests := []struct {
		name   string
		cause  CloseCause
		reason string
		detail string // a part of it
	}{
		{"page resets", CloseCause{PageReset: true, Read: net.ErrClosed}, ReasonReset, "This client"},
		{"page resets while the server does", CloseCause{PageReset: true, Read: netError("read", syscall.ECONNRESET)}, ReasonReset, "This client"},
		{"read meets a reset", CloseCause{Read: netError("read", syscall.ECONNRESET)}, ReasonReset, "The server"},
		{"write meets it", CloseCause{Read: os.ErrDeadlineExceeded, Write: netError("write", syscall.EPIPE)}, ReasonReset, "The server"},
		{"half-close meets it", CloseCause{Read: io.EOF, Write: netError("shutdown", syscall.ENOTCONN)}, ReasonReset, "The server"},
		{"network is gone", CloseCause{Read: netError("read", syscall.ETIMEDOUT)}, ReasonTimeout, "stopped answering"},
		{"anything else", CloseCause{Read: netError("read", errors.New("bad luck"))}, ReasonError, "The connection failed: read: bad luck."},
		{"writing fails first", CloseCause{Read: io.EOF, Write: errors.New("bad record")}, ReasonError, "bad record"},
		{"the lab is stopped", CloseCause{LabEnded: true, Read: io.EOF}, ReasonLabStopped, "The lab was stopped."},
		{"the lab has failed", CloseCause{LabEnded: true, LabFailure: "panic: x", Read: io.EOF}, ReasonLabStopped, "The server failed: panic: x."},
		{"an alert", CloseCause{Read: &net.OpError{Op: "remote error", Err: errors.New("tls: bad certificate")}}, ReasonError, "remote error: tls"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { check(t, tt.cause.Message(), tt.reason, tt.detail) })
	}
}

func TestNotConnected(t *testing.T) {
	tests := []struct {
		name   string
		err    error
		reason string
		detail string
	}{
		{"nobody listens", netError("connect", syscall.ECONNREFUSED), ReasonRefused, "refused"},
		{"nobody answers", fmt.Errorf("TLS handshake: %w", context.DeadlineExceeded), ReasonTimeout, "within 5s"},
		{"no descriptors", netError("socket", syscall.EMFILE), ReasonError, "descriptors"},
		{"anything else", errors.New("no route"), ReasonError, "no route"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { check(t, NotConnected(tt.err), tt.reason, tt.detail) })
	}
}

func check(t *testing.T, m ControlMessage, reason, detail string) {
	t.Helper()
	if m.Type != "closed" || m.Reason != reason || !strings.Contains(m.Detail, detail) || !strings.HasSuffix(m.Detail, ".") {
		t.Errorf("%+v, want closed by %s with %q", m, reason, detail)
	}
}
