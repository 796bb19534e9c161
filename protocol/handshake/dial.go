package handshake

import (
	"context"
	"net"

	"socketschool/protocol"
)

// Lab is what Dial connects to.
type Lab interface {
	Dial(ctx context.Context) (net.Conn, error) // opens a TCP connection
	TLS() bool                                  // reports whether clients must speak TLS
}

// Dial connects to the lab, as a TLS client where the lab speaks TLS and plain is not
// set. tcp is the TCP connection, conn the one to read and write; they are the same
// without TLS, and info is nil.
func Dial(ctx context.Context, lab Lab, plain bool) (conn, tcp net.Conn, info *protocol.TLS, err error) {
	ctx, cancel := context.WithTimeout(ctx, protocol.DialTimeout)
	defer cancel()
	tcp, err = lab.Dial(ctx)
	if err != nil || plain || !lab.TLS() {
		return tcp, tcp, nil, err
	}
	conn, info, err = client(ctx, tcp)
	if err != nil {
		tcp.Close()
		return nil, nil, nil, err
	}
	return conn, tcp, info, nil
}
