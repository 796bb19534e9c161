//go:build !linux

package tcpstate

import "net"

// endOfTCP says whether the end is closed. The rest would take another way of asking for
// each system.
func endOfTCP(conn *net.TCPConn) *End { return &End{Closed: isClosed(conn)} }

// isClosed reports whether this process has closed the connection.
func isClosed(conn *net.TCPConn) bool {
	raw, err := conn.SyscallConn()
	return err != nil || raw.Control(func(uintptr) {}) != nil
}

// table is Linux' table of connections, which other systems do not have.
type table struct{}

func currentTable() *table { return nil }

func (*table) add(e *End, _, _ string) *End { return e }
