//go:build !unix

package lab

import "net"

// overTCP finds nothing here: whether a call would wait cannot be asked.
func (h *half) overTCP(inner *net.TCPConn) func() (int, error) { return h.overAny(inner) }
