//go:build !linux

package pagesocket

import (
	"net"
	"time"
)

// setUserTimeout does nothing: the system's own limit applies.
func setUserTimeout(net.Conn, time.Duration) {}
