package check

import (
	"context"
	"net"

	"socketschool/lab/memnet"
)

// Dial opens a connection to a server.
type Dial func(ctx context.Context) (net.Conn, error)

// Network is what servers and clients of checks are on.
type Network interface {
	// Listen listens at a free address, and returns how clients connect to it.
	Listen() (net.Listener, Dial, error)
}

// TCP is the network of the system. Its servers listen at 127.0.0.1.
type TCP struct{}

// Listen implements Network.
func (TCP) Listen() (net.Listener, Dial, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	addr := ln.Addr().String()
	return ln, func(ctx context.Context) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "tcp", addr)
	}, nil
}

// Memory is a network in memory, new for each server: package memnet. Its time is that
// of the program, so that in a bubble of testing/synctest no wait takes any.
type Memory struct{}

// Listen implements Network.
func (Memory) Listen() (net.Listener, Dial, error) {
	network := new(memnet.Network)
	ln, err := network.Listen(0)
	if err != nil {
		return nil, nil, err
	}
	port := ln.Addr().(*net.TCPAddr).Port
	return ln, func(ctx context.Context) (net.Conn, error) { return network.Dial(ctx, port) }, nil
}
