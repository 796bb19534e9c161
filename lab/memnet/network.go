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

// The defaults of a Network.
const (
	DefaultBuffer  = 64 << 10 // bytes
	DefaultBacklog = 128      // connections
)

// The range of ports that are picked, which is Linux'.
const (
	firstEphemeral = 32768
	lastEphemeral  = 60999
)

// Network is one host with its listeners and connections. Its address is 127.0.0.1, and
// for clients any other one. The zero value is ready to use. Fields must not be changed
// during Listen or Dial. A change applies to listeners and connections made later.
type Network struct {
	Buffer  int           // of each direction of a connection, in bytes; 0: DefaultBuffer
	Backlog int           // connections that are not accepted yet; 0: DefaultBacklog
	Latency time.Duration // one way, of bytes, FIN, RST and connecting

	mu    sync.Mutex
	last  int                    // the last port that was picked
	ports map[endpoint]*Listener // addresses in use; nil for a client's
}

// endpoint is an address as the key of a map.
type endpoint struct {
	ip   string // its bytes
	port int
}

func endpointOf(a *net.TCPAddr) endpoint { return endpoint{string(a.IP.To16()), a.Port} }

// Listen listens on a port; 0 picks a free one. It returns EADDRINUSE if the port is
// in use.
func (n *Network) Listen(port int) (*Listener, error) {
	addr := address(port)
	l := &Listener{network: n, addr: addr, backlog: cmp.Or(n.Backlog, DefaultBacklog)}
	l.changed.L = &l.mu
	if err := n.reservePort(addr, l); err != nil {
		if _, ok := err.(linuxError); ok {
			return nil, &net.OpError{Op: "listen", Net: "tcp", Addr: addr, Err: os.NewSyscallError("bind", err)}
		}
		return nil, &net.OpError{Op: "listen", Net: "tcp", Err: err}
	}
	return l, nil
}

// Dial connects to the listener on a port. It returns ECONNREFUSED if there is none,
// and waits while the listener's backlog is full.
func (n *Network) Dial(ctx context.Context, port int) (*Conn, error) {
	return n.DialFrom(ctx, address(0), port)
}

// DialFrom is Dial of a client with another local address; a port of 0 in it picks a free
// one. It returns EADDRINUSE if the address is in use.
func (n *Network) DialFrom(ctx context.Context, local *net.TCPAddr, port int) (*Conn, error) {
	remote := address(port)
	if err := checkPort(remote); err != nil {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: err}
	}
	own := *local
	c, err := n.dial(ctx, &own, remote)
	if err != nil {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Addr: remote, Err: dialError(err)}
	}
	return c, nil
}

// Pipe returns the two ends of a connection between two addresses, of no Network.
func Pipe(local, remote *net.TCPAddr) (client, server *Conn) {
	return new(Network).connect(local, remote)
}

// dial connects, and sets the port of local where it is 0.
func (n *Network) dial(ctx context.Context, local, remote *net.TCPAddr) (*Conn, error) {
	if err := n.delay(ctx); err != nil { // SYN
		return nil, err
	}
	n.mu.Lock()
	l := n.ports[endpointOf(remote)]
	n.mu.Unlock()
	if l == nil {
		return nil, n.rejectDial(ctx)
	}
	if err := n.reservePort(local, nil); err != nil {
		return nil, err
	}
	client, server := n.connect(local, remote)
	if err := l.enqueue(ctx, server); err != nil {
		n.releasePort(local)
		if err == errConnRefused {
			return nil, n.rejectDial(ctx)
		}
		return nil, err
	}
	if err := n.delay(ctx); err != nil { // SYN and ACK
		client.abort()
		return nil, err
	}
	return client, nil
}

// rejectDial returns ECONNREFUSED when the RST arrives.
func (n *Network) rejectDial(ctx context.Context) error {
	if err := n.delay(ctx); err != nil {
		return err
	}
	return errConnRefused
}

// delay waits for the latency of one way.
func (n *Network) delay(ctx context.Context) error {
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

func checkPort(addr *net.TCPAddr) error {
	if addr.Port < 0 || addr.Port > 65535 {
		return &net.AddrError{Err: "invalid port", Addr: strconv.Itoa(addr.Port)}
	}
	return nil
}

// reservePort marks a port as used by a listener, or by a client if that is nil. It
// sets a port of 0 to a free one.
func (n *Network) reservePort(addr *net.TCPAddr, by *Listener) error {
	if err := checkPort(addr); err != nil {
		return err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.ports == nil {
		n.ports = make(map[endpoint]*Listener)
	}
	if addr.Port == 0 {
		port, ok := n.pickPort(addr.IP)
		if !ok && by != nil {
			return errAddrInUse
		} else if !ok {
			return errAddrNotAvail
		}
		addr.Port = port
	}
	key := endpointOf(addr)
	if _, inUse := n.ports[key]; inUse {
		return errAddrInUse
	}
	n.ports[key] = by
	return nil
}

// pickPort returns a free port of an address. It searches from the last one on, so that a released
// port is not reused soon.
func (n *Network) pickPort(ip net.IP) (port int, ok bool) {
	for range lastEphemeral - firstEphemeral + 1 {
		n.last++
		if n.last < firstEphemeral || n.last > lastEphemeral {
			n.last = firstEphemeral
		}
		if _, inUse := n.ports[endpointOf(&net.TCPAddr{IP: ip, Port: n.last})]; !inUse {
			return n.last, true
		}
	}
	return 0, false
}

func (n *Network) releasePort(addr *net.TCPAddr) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.ports, endpointOf(addr))
}
