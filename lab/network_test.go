package lab_test

import (
	"context"
	"net"
	"testing"

	"socketschool/lab"
	"socketschool/lab/memnet"
)

// network is a network that labs run on.
type network struct {
	name   string
	listen func() (net.Listener, error) // on a free port

	// dial connects to such a listener; nil means the default of lab.Config.
	dial func(ctx context.Context, ln net.Listener) (net.Conn, error)
}

// networks are all networks. The first, TCP if there is TCP, is the default of tests.
var networks = append(hostNetworks, memoryNetwork(new(memnet.Network)))

func memoryNetwork(n *memnet.Network) network {
	return network{
		"memnet",
		func() (net.Listener, error) { return n.Listen(0) },
		func(ctx context.Context, ln net.Listener) (net.Conn, error) {
			return n.Dial(ctx, ln.Addr().(*net.TCPAddr).Port)
		},
	}
}

// forEachNetwork runs a test on each network.
func forEachNetwork(t *testing.T, test func(t *testing.T, n network)) {
	for _, n := range networks {
		t.Run(n.name, func(t *testing.T) { test(t, n) })
	}
}

// config returns cfg with a listener on a free port.
func (n network) config(t *testing.T, cfg lab.Config) lab.Config {
	t.Helper()
	ln, err := n.listen()
	if err != nil {
		t.Fatal(err)
	}
	cfg.Listener = ln
	if n.dial != nil {
		cfg.Dial = func(ctx context.Context, _ string) (net.Conn, error) { return n.dial(ctx, ln) }
	}
	return cfg
}

// run starts a program as a lab, and stops it at the test's end.
func (n network) run(t *testing.T, p lab.Program) *lab.Lab {
	t.Helper()
	l := lab.Start(n.config(t, lab.Config{Program: p}))
	t.Cleanup(l.Stop)
	return l
}

func (n network) start(t *testing.T, serve serveFunc) *lab.Lab {
	t.Helper()
	return n.run(t, lab.Program{Slug: "test", Serve: serve})
}

// start starts serve as a lab on the first network.
func start(t *testing.T, serve serveFunc) *lab.Lab {
	t.Helper()
	return networks[0].start(t, serve)
}
