//go:build !unix

package bridge

import (
	"net"
	"os"
	"syscall"
)

func readPooled(conn net.Conn, _ syscall.RawConn, pass func(read func()) bool) (*[bufferSize]byte, int, error) {
	if pass != nil && !pass(func() {}) {
		return nil, 0, errHeld
	}
	return readPlain(conn)
}

func writeNow(syscall.RawConn, []byte) (int, error) { return 0, nil }

// awaitReset cannot see an RST here: it waits for a kick, and the next write
// finds out.
func awaitReset(_ syscall.RawConn, kicked <-chan struct{}) error {
	<-kicked
	return os.ErrDeadlineExceeded
}
