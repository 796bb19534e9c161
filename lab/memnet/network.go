package memnet

import (
	"cmp"
	"context"
	"net"
	"os"
	"strconv"
	"sync"
	"time"
)

// What a Network has where nothing else is said.
const (
	DefaultBuffer  = 64 << 10 // bytes
	DefaultBacklog = 128      // connections
)

// The ports that are picked for whoever asks for none: Linux' own range.
const (
	firstFree = 32768
	lastFree  = 60999
)

// Network is one imagined host, 127.0.0.1, and all that listens and connects
// on it. The zero value is ready to use. The fields may be changed while nobody
// is in Listen or Dial, and hold for what those make from then on.
type Network struct {
	Buffer  int           // bytes that each direction of a connection holds; 0: DefaultBuffer
	Backlog int           // connections that wait for Accept; 0: DefaultBacklog
	Latency time.Duration // one way, for bytes, FIN, RST and connecting

	mu    sync.Mutex
	last  int               // port picked last
	ports map[int]*Listener // taken ports; nil for a client's
}

// Listen takes a port; 0 picks a free one. A port that is taken fails with
// EADDRINUSE.
func (n *Network) Listen(port int) (*Listener, error) {
	addr := address(port)
	l := &Listener{network: n, addr: addr, backlog: cmp.Or(n.Backlog, DefaultBacklog)}
	l.changed.L = &l.mu
	if err := n.take(addr, l); err != nil {
		if _, ok := err.(named); ok {
			return nil, &net.OpError{Op: "listen", Net: "tcp", Addr: addr, Err: os.NewSyscallError("bind", err)}
		}
		return nil, &net.OpError{Op: "listen", Net: "tcp", Err: err}
	}
	return l, nil
}

// Dial connects to the listener at a port. It fails with ECONNREFUSED where
// there is none, and waits as long as that one's backlog is full.
func (n *Network) Dial(ctx context.Context, port int) (*Conn, error) {
	remote := address(port)
	if err := check(remote); err != nil {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: err}
	}
	c, err := n.dial(ctx, remote)
	if err != nil {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Addr: remote, Err: dialError(err)}
	}
	return c, nil
}

func (n *Network) dial(ctx context.Context, remote *net.TCPAddr) (*Conn, error) {
	if err := n.travel(ctx); err != nil { // SYN
		return nil, err
	}
	n.mu.Lock()
	l := n.ports[remote.Port]
	n.mu.Unlock()
	if l == nil {
		return nil, n.refuse(ctx)
	}
	local := address(0)
	if err := n.take(local, nil); err != nil {
		return nil, err
	}
	client, server := n.connect(local, remote)
	if err := l.offer(ctx, server); err != nil {
		n.release(local.Port)
		if err == refused {
			return nil, n.refuse(ctx)
		}
		return nil, err
	}
	if err := n.travel(ctx); err != nil { // SYN and ACK
		client.abort()
		return nil, err
	}
	return client, nil
}

// refuse is the way back of an RST.
func (n *Network) refuse(ctx context.Context) error {
	if err := n.travel(ctx); err != nil {
		return err
	}
	return refused
}

// travel takes the time that one way takes.
func (n *Network) travel(ctx context.Context) error {
	if err := ctx.Err(); err != nil || n.Latency <= 0 {
		return err
	}
	timer := time.NewTimer(n.Latency)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func address(port int) *net.TCPAddr {
	return &net.TCPAddr{IP: net.IP{127, 0, 0, 1}, Port: port}
}

func check(addr *net.TCPAddr) error {
	if addr.Port < 0 || addr.Port > 65535 {
		return &net.AddrError{Err: "invalid port", Addr: strconv.Itoa(addr.Port)}
	}
	return nil
}

// take marks a port as taken, after picking one if it is 0.
func (n *Network) take(addr *net.TCPAddr, by *Listener) error {
	if err := check(addr); err != nil {
		return err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.ports == nil {
		n.ports = make(map[int]*Listener)
	}
	if addr.Port == 0 {
		port, ok := n.pick()
		if !ok && by != nil {
			return addrInUse
		} else if !ok {
			return noAddr
		}
		addr.Port = port
	}
	if _, taken := n.ports[addr.Port]; taken {
		return addrInUse
	}
	n.ports[addr.Port] = by
	return nil
}

// pick goes round, so that a port just given back is not met again soon.
func (n *Network) pick() (port int, ok bool) {
	for range lastFree - firstFree + 1 {
		n.last++
		if n.last < firstFree || n.last > lastFree {
			n.last = firstFree
		}
		if _, taken := n.ports[n.last]; !taken {
			return n.last, true
		}
	}
	return 0, false
}

func (n *Network) release(port int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.ports, port)
}
