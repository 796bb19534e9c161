package pagesocket

import (
	"net"
	"syscall"
	"time"

	"socketschool/bridge/rawio"
)

// setUserTimeout makes the kernel end a connection whose peer has acknowledged
// nothing for so long. It detects a dead page while the page is not read from, so
// that no pong can arrive.
func setUserTimeout(conn net.Conn, limit time.Duration) {
	const tcpUserTimeout = 0x12 // TCP_USER_TIMEOUT, RFC 5482
	if raw := rawio.Of(conn); raw != nil {
		_ = raw.Control(func(fd uintptr) {
			_ = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout, int(limit.Milliseconds()))
		})
	}
}
