package main

import (
	"net"

	"golang.org/x/sys/unix"
)

// sendState returns how many bytes the peer has acknowledged, and whether the
// kernel holds more for it.
func sendState(conn *net.TCPConn) (acked uint64, waiting bool) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return 0, false
	}
	_ = raw.Control(func(fd uintptr) {
		if info, err := unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO); err == nil {
			acked, waiting = info.Bytes_acked, info.Unacked > 0 || info.Notsent_bytes > 0
		}
	})
	return acked, waiting
}
