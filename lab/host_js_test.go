package lab

import (
	"context"
	"net"
)

// Tests have Go's own network under GOOS=js.
func init() {
	dialTCP = func(ctx context.Context, addr net.Addr) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, addr.Network(), addr.String())
	}
}
