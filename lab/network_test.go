package lab_test

import (
	"context"
	"net"
	"testing"

	"socketschool/lab"
	"socketschool/lab/memnet"
)

// network is what the labs of these tests run on.
type network struct {
	name   string
	listen func() (net.Listener, error) // on a free port

	// dial connects to such a listener; nil is as in lab.Config.
	dial func(ctx context.Context, ln net.Listener) (net.Conn, error)
}

// networks are all there are, the one that tests use by themselves first: TCP
// where there is any.
var networks = append(hostNetworks, memory(new(memnet.Network)))

func memory(n *memnet.Network) network {
	return network{
		"memnet",
		func() (net.Listener, error) { return n.Listen(0) },
		func(ctx context.Context, ln net.Listener) (net.Conn, error) {
			return n.Dial(ctx, ln.Addr().(*net.TCPAddr).Port)
		},
	}
}

// onEach runs a test on every network.
func onEach(t *testing.T, test func(t *testing.T, n network)) {
	for _, n := range networks {
		t.Run(n.name, func(t *testing.T) { test(t, n) })
	}
}

// config is cfg with a listener on a free port.
func (n network) config(t *testing.T, cfg lab.Config) lab.Config {
	t.Helper()
	ln, err := n.listen()
	if err != nil {
		t.Fatal(err)
	}
	cfg.Listener = ln
	if n.dial != nil {
		cfg.Dial = func(ctx context.Context) (net.Conn, error) { return n.dial(ctx, ln) }
	}
	return cfg
}

// run runs a program as a lab and stops it at the test's end.
func (n network) run(t *testing.T, p lab.Program) *lab.Lab {
	t.Helper()
	l := lab.Start(n.config(t, lab.Config{Program: p}))
	t.Cleanup(l.Stop)
	return l
}

func (n network) start(t *testing.T, serve serveFunc) *lab.Lab {
	t.Helper()
	return n.run(t, lab.Program{Lesson: "test", Serve: serve})
}

// start runs serve as a lab on the first network.
func start(t *testing.T, serve serveFunc) *lab.Lab {
	t.Helper()
	return networks[0].start(t, serve)
}
