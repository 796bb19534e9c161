package bridge

import (
	"net"
	"syscall"
	"time"
)

// boundRetransmission has the kernel end a connection whose peer acknowledges
// nothing for so long. It is what notices a dead page while the page is not
// being read from, and no pong can arrive.
func boundRetransmission(conn net.Conn, limit time.Duration) {
	const tcpUserTimeout = 0x12 // TCP_USER_TIMEOUT, RFC 5482
	if raw := rawConn(conn); raw != nil {
		_ = raw.Control(func(fd uintptr) {
			_ = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout, int(limit.Milliseconds()))
		})
	}
}
