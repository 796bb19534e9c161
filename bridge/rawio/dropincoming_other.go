//go:build !linux

package rawio

import "net"

// DropIncoming does nothing: the kernel goes on to acknowledge what arrives, until its
// buffer is full.
func DropIncoming(net.Conn) {}
