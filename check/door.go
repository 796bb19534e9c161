package check

import (
	"context"
	"net"
	"sync"
	"time"
)

// door is the server's listener. It names clients of a system that has one local address.
type door struct {
	net.Listener
	dial Dial

	mu    sync.Mutex
	named map[string]*net.TCPAddr // addresses that clients go by, by those that they have
}

func newDoor(ln net.Listener, dial Dial) *door {
	return &door{Listener: ln, dial: dial, named: make(map[string]*net.TCPAddr)}
}

// connect connects a client from an IP address, home if that is empty.
func (d *door) connect(ctx context.Context, from string) (net.Conn, error) {
	if from == "" {
		return d.dial(ctx, home)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	conn, err := d.dial(ctx, from)
	if err == errNoAddress {
		if conn, err = d.dial(ctx, home); err == nil {
			conn = d.rename(conn, from)
		}
	}
	return conn, err
}

// rename makes a connection that seems to come from another IP address, at both ends.
func (d *door) rename(conn net.Conn, ip string) net.Conn {
	tcp := conn.(*net.TCPConn)
	addr := &net.TCPAddr{IP: net.ParseIP(ip).To4(), Port: tcp.LocalAddr().(*net.TCPAddr).Port}
	d.named[tcp.LocalAddr().String()] = addr
	return renamed{tcp, addr, tcp.RemoteAddr()}
}

// Accept implements net.Listener.
func (d *door) Accept() (net.Conn, error) { return d.admit(d.Listener.Accept()) }

// AcceptFunc is Accept that calls onWait once, before it blocks.
func (d *door) AcceptFunc(onWait func()) (net.Conn, error) {
	if ln, ok := d.Listener.(interface {
		AcceptFunc(onWait func()) (net.Conn, error)
	}); ok {
		return d.admit(ln.AcceptFunc(onWait))
	}
	onWait()
	return d.Accept()
}

func (d *door) admit(conn net.Conn, err error) (net.Conn, error) {
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if addr := d.named[conn.RemoteAddr().String()]; addr != nil {
		return renamed{conn.(*net.TCPConn), conn.LocalAddr(), addr}, nil
	}
	return conn, nil
}

// SetDeadline sets the deadline of Accept, as TCP's listeners have it.
func (d *door) SetDeadline(t time.Time) error {
	return d.Listener.(interface{ SetDeadline(t time.Time) error }).SetDeadline(t)
}

// renamed is a TCP connection that goes by other addresses.
type renamed struct {
	*net.TCPConn
	local, remote net.Addr
}

func (c renamed) LocalAddr() net.Addr  { return c.local }
func (c renamed) RemoteAddr() net.Addr { return c.remote }
