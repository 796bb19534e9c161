//go:build !linux

package lab

import "net"

// clientWaits cannot be told here: each Accept counts as one that blocks.
func clientWaits(net.Listener) bool { return false }
