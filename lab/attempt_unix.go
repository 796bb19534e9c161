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

// initRaw has the kernel's own connections tried without blocking first, so
// that only calls that really wait are reported to.
func (h *half) initRaw() {
	tcp, ok := h.conn.inner.(*net.TCPConn)
	if !ok {
		return
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return
	}
	h.raw = raw
	h.attempt = h.tryRead
	if h.call == CallWrite {
		h.attempt = h.tryWrite
	}
}

// read is net.TCPConn's Read, with a word before it waits.
func (h *half) read() (int, error) {
	if h.raw == nil {
		h.blocks()
		return h.conn.inner.Read(h.p)
	}
	if err := h.raw.Read(h.attempt); err != nil {
		return 0, renamed(err, "read")
	}
	switch {
	case h.err != nil:
		return 0, h.conn.opError("read", h.err)
	case h.n == 0:
		return 0, io.EOF
	}
	return h.n, nil
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
func (h *half) write() (int, error) {
	if h.raw == nil {
		h.blocks()
		return h.conn.inner.Write(h.p)
	}
	if err := h.raw.Write(h.attempt); err != nil {
		return h.n, renamed(err, "write")
	}
	if h.err != nil {
		return h.n, h.conn.opError("write", h.err)
	}
	return h.n, nil
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
