//go:build notls

package handshake

import (
	"context"
	"errors"
	"net"

	"socketschool/wire"
)

// client fails: a program that runs a TLS lab must not be built without TLS.
func client(context.Context, net.Conn) (net.Conn, *wire.TLS, error) {
	return nil, nil, errors.New("this program speaks no TLS")
}
