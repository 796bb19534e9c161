//go:build unix

package bridge

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"
)

// readPooled waits until conn is readable and only then takes a buffer and
// reads. With n > 0 the caller gives the buffer back. If pass is not nil, it
// calls read when bytes are there; where it returns false, errHeld comes back.
func readPooled(conn net.Conn, raw syscall.RawConn, pass func(read func()) bool) (buf *[bufferSize]byte, n int, err error) {
	if raw == nil {
		return readPlain(conn)
	}
	werr := raw.Read(func(fd uintptr) bool {
		buf = getBuffer()
		read := func() {
			n, err = syscall.Read(int(fd), buf[:])
			for err == syscall.EINTR {
				n, err = syscall.Read(int(fd), buf[:])
			}
		}
		if pass == nil {
			read()
		} else if !pass(read) {
			putBuffer(buf)
			err = errHeld
			return true
		}
		if n > 0 {
			return true
		}
		putBuffer(buf)
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
	case errors.Is(err, errHeld):
		return nil, 0, err
	}
	return nil, 0, os.NewSyscallError("read", err)
}

// writeNow writes what the kernel takes without waiting.
func writeNow(raw syscall.RawConn, p []byte) (n int, err error) {
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

// awaitReset waits on a connection whose peer has sent its FIN until more than
// that happens to it: an RST, or a deadline or close of our own. Reading would
// only repeat the end of file, so it is the socket's error that is asked for.
func awaitReset(raw syscall.RawConn, _ <-chan struct{}) error {
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
