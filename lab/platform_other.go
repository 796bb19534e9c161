//go:build !js

package lab

import (
	"context"
	"crypto/rand"
	"net"
)

// newID returns an ID that cannot be guessed: a host has labs of other learners.
func newID() string { return rand.Text() }

func dialTCP(ctx context.Context, addr net.Addr) (net.Conn, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, addr.Network(), addr.String())
	if err == nil {
		boundReadBuffer(conn)
	}
	return conn, err
}
