package check

import (
	"context"
	"errors"
	"net"

	"socketschool/lab"
	"socketschool/lab/memnet"
)

// Dial opens a connection to a server, from a local IP address: 127.0.0.1, or another
// one that begins with 127.
type Dial func(ctx context.Context, from string) (net.Conn, error)

// home is the address of a client whose check names none.
const home = "127.0.0.1"

// errNoAddress is the error of a Dial from an address that the system does not have.
var errNoAddress = errors.New("the system has no such local address")

// Network is what servers and clients of checks are on.
type Network interface {
	// Listen listens at a free address, and returns how clients connect to it.
	Listen() (net.Listener, Dial, error)
}

// TCP is the network of the system. Its servers listen at 127.0.0.1.
type TCP struct {
	oneAddress bool // as on macOS, for a test
}

// Listen implements Network.
func (n TCP) Listen() (net.Listener, Dial, error) {
	ln, err := net.Listen("tcp", net.JoinHostPort(home, "0"))
	if err != nil {
		return nil, nil, err
	}
	addr := ln.Addr().String()
	return ln, func(ctx context.Context, from string) (net.Conn, error) {
		var d net.Dialer
		if from != home {
			if n.oneAddress || !lab.HasAddress(ctx, from) {
				return nil, errNoAddress
			}
			d.LocalAddr = &net.TCPAddr{IP: net.ParseIP(from)}
		}
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
	return ln, func(ctx context.Context, from string) (net.Conn, error) {
		return network.DialFrom(ctx, &net.TCPAddr{IP: net.ParseIP(from).To4()}, port)
	}, nil
}
