package trace

import (
	"net"
	"syscall"
	"unsafe"
)

// clientPending reports whether Accept would return at once. It asks the kernel,
// since a listener's raw connection cannot accept.
func clientPending(ln net.Listener) bool {
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

// readable calls poll(2) for one descriptor, with a timeout of 0.
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
