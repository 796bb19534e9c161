//go:build unix

package rawio

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"
)

// ReadPooled waits until conn is readable, then takes a buffer and reads once.
// raw is conn's raw connection; with nil it takes the buffer before it waits.
// With n > 0 the caller must give the buffer back. guard, which may be nil, is
// called when conn is readable, with a function that reads and does not block;
// if it returns false without calling it, ReadPooled returns ErrSkipped.
func ReadPooled(conn net.Conn, raw syscall.RawConn, guard func(read func()) bool) (buf *Buffer, n int, err error) {
	if raw == nil {
		return readPlain(conn)
	}
	werr := raw.Read(func(fd uintptr) bool {
		buf = GetBuffer()
		read := func() {
			n, err = syscall.Read(int(fd), buf[:])
			for err == syscall.EINTR {
				n, err = syscall.Read(int(fd), buf[:])
			}
		}
		if guard == nil {
			read()
		} else if !guard(read) {
			PutBuffer(buf)
			err = ErrSkipped
			return true
		}
		if n > 0 {
			return true
		}
		PutBuffer(buf)
		buf = nil
		return err != syscall.EAGAIN
	})
	switch {
	case werr != nil:
		return nil, 0, werr
	case n > 0:
		return buf, n, nil
	case err == nil:
		return nil, 0, io.EOF
	case errors.Is(err, ErrSkipped):
		return nil, 0, err
	}
	return nil, 0, os.NewSyscallError("read", err)
}

// TryWrite writes what the kernel takes without blocking.
func TryWrite(raw syscall.RawConn, p []byte) (n int, err error) {
	werr := raw.Write(func(fd uintptr) bool {
		for {
			n, err = syscall.Write(int(fd), p)
			if err != syscall.EINTR {
				return true
			}
		}
	})
	switch {
	case werr != nil:
		return 0, werr
	case err == syscall.EAGAIN:
		return 0, nil
	case err != nil:
		return 0, os.NewSyscallError("write", err)
	}
	return n, nil
}

// AwaitReset waits, on a connection whose peer has sent its FIN, for an RST, and
// returns it as an error. It also returns when the connection's read deadline
// passes or the connection is closed. It asks for the socket's error, since a
// read would only return io.EOF again.
func AwaitReset(raw syscall.RawConn, _ <-chan struct{}) error {
	var pending error
	err := raw.Read(func(fd uintptr) bool {
		code, err := syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_ERROR)
		if err != nil {
			pending = os.NewSyscallError("getsockopt", err)
		} else if code != 0 {
			pending = os.NewSyscallError("read", syscall.Errno(code))
		}
		return pending != nil
	})
	if err != nil {
		return err
	}
	return pending
}
