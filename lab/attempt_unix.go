//go:build unix

package lab

import (
	"io"
	"net"
	"os"
	"syscall"
)

// maxCall bounds one system call, in bytes, as package net does: some kernels
// refuse more.
const maxCall = 1 << 30

// attempt is one direction of a kernel's own connection. Its calls are tried
// without blocking first, so that only those that really wait are reported to.
type attempt struct {
	*half
	raw syscall.RawConn
	try func(fd uintptr) bool
}

func (h *half) overTCP(inner *net.TCPConn) func() (int, error) {
	raw, err := inner.SyscallConn()
	if err != nil {
		return h.overAny(inner)
	}
	if h.call == CallWrite {
		return (&attempt{h, raw, h.tryWrite}).write
	}
	return (&attempt{h, raw, h.tryRead}).read
}

// read is net.TCPConn's Read, with a word before it waits.
func (a *attempt) read() (int, error) {
	if err := a.raw.Read(a.try); err != nil {
		return 0, renamed(err, "read")
	}
	switch {
	case a.err != nil:
		return 0, a.conn.opError("read", a.err)
	case a.n == 0:
		return 0, io.EOF
	}
	return a.n, nil
}

func (h *half) tryRead(fd uintptr) bool {
	for {
		h.n, h.err = syscall.Read(int(fd), h.p[:min(len(h.p), maxCall)])
		switch h.err {
		case syscall.EINTR:
			continue
		case syscall.EAGAIN:
			h.blocks()
			return false
		}
		return true
	}
}

// write is net.TCPConn's Write: it returns when all is written or nothing more
// can be.
func (a *attempt) write() (int, error) {
	if err := a.raw.Write(a.try); err != nil {
		return a.n, renamed(err, "write")
	}
	if a.err != nil {
		return a.n, a.conn.opError("write", a.err)
	}
	return a.n, nil
}

func (h *half) tryWrite(fd uintptr) bool {
	for h.n < len(h.p) {
		n, err := syscall.Write(int(fd), h.p[h.n:min(len(h.p), h.n+maxCall)])
		switch {
		case n > 0:
			h.n += n
		case err == syscall.EINTR:
		case err == syscall.EAGAIN:
			h.blocks()
			return false
		case err == nil:
			h.err = io.ErrUnexpectedEOF
			return true
		default:
			h.err = err
			return true
		}
	}
	return true
}

// opError is what net.TCPConn returns for an error of the kernel.
func (c *conn) opError(op string, err error) error {
	if errno, ok := err.(syscall.Errno); ok {
		err = os.NewSyscallError(op, errno)
	}
	local := c.inner.LocalAddr()
	return &net.OpError{Op: op, Net: local.Network(), Source: local, Addr: c.inner.RemoteAddr(), Err: err}
}

// renamed gives an error of a raw call the name of the call that was asked for.
func renamed(err error, op string) error {
	if raw, ok := err.(*net.OpError); ok {
		named := *raw
		named.Op = op
		return &named
	}
	return err
}
