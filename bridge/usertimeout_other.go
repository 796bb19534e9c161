//go:build !linux

package bridge

import (
	"net"
	"time"
)

// boundRetransmission leaves it to the system's own limit.
func boundRetransmission(net.Conn, time.Duration) {}
