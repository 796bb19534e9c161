package rawio

import (
	"net"

	"golang.org/x/sys/unix"
)

// DropIncoming makes the kernel drop all that arrives on a connection, as if the way to it
// were cut: the other end gets no acknowledgement any more.
func DropIncoming(conn net.Conn) {
	raw := Of(conn)
	if raw == nil {
		return
	}
	nothing := unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: 0} // so many bytes are let through
	_ = raw.Control(func(fd uintptr) {
		_ = unix.SetsockoptSockFprog(int(fd), unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: 1, Filter: &nothing})
	})
}
