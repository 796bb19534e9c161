//go:build !unix

package rawio

import (
	"net"
	"os"
	"syscall"
)

// ReadPooled takes a buffer and reads once. With n > 0 the caller must give the
// buffer back. It returns ErrSkipped if guard, which may be nil, does not call
// its argument.
func ReadPooled(conn net.Conn, _ syscall.RawConn, guard func(read func()) bool) (*Buffer, int, error) {
	if guard != nil && !guard(func() {}) {
		return nil, 0, ErrSkipped
	}
	return readPlain(conn)
}

// TryWrite writes nothing: a write that does not block is not available here.
func TryWrite(syscall.RawConn, []byte) (int, error) { return 0, nil }

// AwaitReset waits for wake and returns os.ErrDeadlineExceeded. An RST cannot be
// seen here: the next write finds it.
func AwaitReset(_ syscall.RawConn, wake <-chan struct{}) error {
	<-wake
	return os.ErrDeadlineExceeded
}
