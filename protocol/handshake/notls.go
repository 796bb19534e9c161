//go:build notls

package handshake

import (
	"context"
	"errors"
	"net"

	"socketschool/protocol"
)

// client returns an error: this build has no TLS.
func client(context.Context, net.Conn, Options) (net.Conn, *protocol.TLS, error) {
	return nil, nil, errors.New("this program speaks no TLS")
}
