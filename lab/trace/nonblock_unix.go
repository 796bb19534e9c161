//go:build unix

package trace

import (
	"io"
	"net"
	"os"
	"syscall"

	"socketschool/lab/event"
)

// maxCall bounds one system call, in bytes, as package net does: some kernels
// refuse more.
const maxCall = 1 << 30

// nonblocking makes the calls of one direction of a TCP connection. It tries each
// without blocking first, so that only calls that block are reported as waiting.
type nonblocking struct {
	*direction
	raw syscall.RawConn
	try func(fd uintptr) (done bool)
}

func (d *direction) moveTCP(inner *net.TCPConn) func() (int, error) {
	raw, err := inner.SyscallConn()
	if err != nil {
		return d.moveGeneric(inner)
	}
	if d.call == event.CallWrite {
		return (&nonblocking{d, raw, d.tryWrite}).write
	}
	return (&nonblocking{d, raw, d.tryRead}).read
}

// read does what the Read of net.TCPConn does.
func (b *nonblocking) read() (int, error) {
	if err := b.raw.Read(b.try); err != nil {
		return 0, withOp(err, "read")
	}
	switch {
	case b.err != nil:
		return 0, b.conn.opError("read", b.err)
	case b.n == 0:
		return 0, io.EOF
	}
	return b.n, nil
}

func (d *direction) tryRead(fd uintptr) (done bool) {
	for {
		d.n, d.err = syscall.Read(int(fd), d.p[:min(len(d.p), maxCall)])
		switch d.err {
		case syscall.EINTR:
			continue
		case syscall.EAGAIN:
			d.reportWait()
			return false
		}
		return true
	}
}

// write does what the Write of net.TCPConn does: it returns when all is written
// or nothing more can be.
func (b *nonblocking) write() (int, error) {
	if err := b.raw.Write(b.try); err != nil {
		return b.n, withOp(err, "write")
	}
	if b.err != nil {
		return b.n, b.conn.opError("write", b.err)
	}
	return b.n, nil
}

func (d *direction) tryWrite(fd uintptr) (done bool) {
	for d.n < len(d.p) {
		n, err := syscall.Write(int(fd), d.p[d.n:min(len(d.p), d.n+maxCall)])
		switch {
		case n > 0:
			d.n += n
		case err == syscall.EINTR:
		case err == syscall.EAGAIN:
			d.reportWait()
			return false
		case err == nil:
			d.err = io.ErrUnexpectedEOF
			return true
		default:
			d.err = err
			return true
		}
	}
	return true
}

// opError returns the error that net.TCPConn returns for an error of the kernel.
func (c *conn) opError(op string, err error) error {
	if errno, ok := err.(syscall.Errno); ok {
		err = os.NewSyscallError(op, errno)
	}
	local := c.inner.LocalAddr()
	return &net.OpError{Op: op, Net: local.Network(), Source: local, Addr: c.inner.RemoteAddr(), Err: err}
}

// withOp returns err with its Op replaced: RawConn reports "raw-read".
func withOp(err error, op string) error {
	if raw, ok := err.(*net.OpError); ok {
		replaced := *raw
		replaced.Op = op
		return &replaced
	}
	return err
}
