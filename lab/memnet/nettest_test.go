package memnet_test

import (
	"net"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/net/nettest"

	"socketschool/lab/memnet"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("runtime.handleEvent")) // GOOS=js starts it
}

// TestNetConn checks connections of several networks against the contract of
// net.Conn.
func TestNetConn(t *testing.T) {
	for name, n := range map[string]*memnet.Network{
		"default":      {},
		"tiny buffers": {Buffer: 7},
		"latency":      {Latency: 100 * time.Microsecond},
	} {
		t.Run(name, func(t *testing.T) {
			nettest.TestConn(t, func() (c1, c2 net.Conn, stop func(), err error) {
				ln, err := n.Listen(0)
				if err != nil {
					return nil, nil, nil, err
				}
				client, err := n.Dial(t.Context(), ln.Addr().(*net.TCPAddr).Port)
				if err != nil {
					ln.Close()
					return nil, nil, nil, err
				}
				server, err := ln.Accept()
				return client, server, func() { client.Close(); server.Close(); ln.Close() }, err
			})
		})
	}
}
