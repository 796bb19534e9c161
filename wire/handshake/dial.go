package handshake

import (
	"context"
	"net"

	"socketschool/lab"
	"socketschool/wire"
)

// Dial connects to the lab, as a TLS client where the lab speaks TLS. plain is
// the TCP connection, conn what bytes go through, info nil without TLS.
func Dial(ctx context.Context, l *lab.Lab) (conn, plain net.Conn, info *wire.TLS, err error) {
	ctx, cancel := context.WithTimeout(ctx, wire.DialTime)
	defer cancel()
	plain, err = l.Dial(ctx)
	if err != nil || !l.TLS() {
		return plain, plain, nil, err
	}
	conn, info, err = client(ctx, plain)
	if err != nil {
		plain.Close()
		return nil, nil, nil, err
	}
	return conn, plain, info, nil
}
