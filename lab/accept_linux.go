package lab

import (
	"net"
	"syscall"
	"unsafe"
)

// clientWaits tells whether Accept will return at once. A listener's raw
// connection cannot be accepted from, so the kernel is asked.
func clientWaits(ln net.Listener) bool {
	tcp, ok := ln.(*net.TCPListener)
	if !ok {
		return false
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return false
	}
	ready := false
	_ = raw.Control(func(fd uintptr) { ready = readable(fd) })
	return ready
}

// readable is poll(2) for one descriptor, without waiting.
func readable(fd uintptr) bool {
	const pollIn = 1
	type pollFD struct {
		fd              int32
		events, revents int16
	}
	p := pollFD{fd: int32(fd), events: pollIn}
	var now syscall.Timespec
	n, _, _ := syscall.Syscall6(syscall.SYS_PPOLL, uintptr(unsafe.Pointer(&p)), 1, uintptr(unsafe.Pointer(&now)), 0, 0, 0)
	return n == 1
}
