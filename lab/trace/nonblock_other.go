//go:build !unix

package trace

import "net"

// moveTCP reports each call as waiting: whether it blocks is not known here.
func (d *direction) moveTCP(inner *net.TCPConn) func() (int, error) { return d.moveGeneric(inner) }
