//go:build !js

package lab

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
)

// newID returns an ID that cannot be guessed: a host has labs of other learners.
func newID() string { return rand.Text() }

// dialTCP connects to addr, from a local IP address if that is not empty.
func dialTCP(ctx context.Context, from string, addr net.Addr) (net.Conn, error) {
	var d net.Dialer
	if from != "" {
		if !HasAddress(ctx, from) {
			return nil, fmt.Errorf("this computer has no local address %s; Linux and Windows have all that begin with 127, macOS has 127.0.0.1 alone", from)
		}
		d.LocalAddr = &net.TCPAddr{IP: net.ParseIP(from)}
	}
	conn, err := d.DialContext(ctx, addr.Network(), addr.String())
	if err == nil {
		boundReadBuffer(conn)
	}
	return conn, err
}

// HasAddress reports whether the system has a local IP address. Linux and Windows have
// all that begin with 127, macOS has 127.0.0.1 alone.
func HasAddress(ctx context.Context, ip string) bool {
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(ip, "0"))
	if err != nil {
		return false
	}
	_ = ln.Close()
	return true
}
