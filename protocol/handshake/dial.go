package handshake

import (
	"context"
	"errors"
	"net"

	"socketschool/protocol"
)

// Lab is what Dial connects to.
type Lab interface {
	// Dial opens a TCP connection from a local IP address, or from the usual one if
	// that is empty.
	Dial(ctx context.Context, from string) (net.Conn, error)

	// DialSending connects with dial and sends first, all of it before the server
	// accepts a client.
	DialSending(first []byte, dial func() (net.Conn, error)) (net.Conn, error)

	TLS() bool // reports whether clients must speak TLS
}

// errNoTLS is the error of options that a client without TLS cannot have.
var errNoTLS = errors.New("this server speaks no TLS, so a client can show no certificate and has no version of it")

// errFirst is the error of a client that would send something before its handshake.
var errFirst = errors.New("a client of this server begins with the TLS handshake, and can send nothing before")

// Dial connects to the lab, as a TLS client where the lab speaks TLS and the options do
// not say otherwise. tcp is the TCP connection, conn the one to read and write; they are
// the same without TLS, and info is nil.
func Dial(ctx context.Context, lab Lab, o Options) (conn, tcp net.Conn, info *protocol.TLS, err error) {
	if o.err != nil {
		return nil, nil, nil, o.err
	}
	if o.needsTLS() && !lab.TLS() {
		return nil, nil, nil, errNoTLS
	}
	speaksTLS := lab.TLS() && !o.Plain
	if speaksTLS && len(o.First) > 0 {
		return nil, nil, nil, errFirst
	}
	ctx, cancel := context.WithTimeout(ctx, protocol.DialTimeout)
	defer cancel()
	tcp, err = lab.DialSending(o.First, func() (net.Conn, error) { return lab.Dial(ctx, o.From) })
	if err != nil || !speaksTLS {
		return tcp, tcp, nil, err
	}
	conn, info, err = client(ctx, tcp, o)
	if err != nil {
		tcp.Close()
		return nil, nil, nil, err
	}
	return conn, tcp, info, nil
}
