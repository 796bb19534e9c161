package lab

import (
	"io"
	"net"
	"runtime"
	"sync"
	"time"
)

// streamConn is what an example server may use of a connection beside
// net.Conn, of those that stand in for *net.TCPConn.
type streamConn interface {
	net.Conn
	CloseRead() error
	CloseWrite() error
	SetKeepAlive(keepAlive bool) error
	SetKeepAliveConfig(config net.KeepAliveConfig) error
	SetKeepAlivePeriod(d time.Duration) error
	SetLinger(seconds int) error
	SetNoDelay(noDelay bool) error
	SetReadBuffer(bytes int) error
	SetWriteBuffer(bytes int) error
}

// conn reports what the server does with the connection it wraps.
type conn struct {
	*tracer
	inner   net.Conn
	number  uint64
	peer    string
	in, out half
	once    sync.Once // closing
}

func newConn(inner net.Conn, t *tracer) *conn {
	c := &conn{tracer: t, inner: inner, peer: inner.RemoteAddr().String()}
	c.in.init(c, Read, CallRead)
	c.out.init(c, Write, CallWrite)
	return c
}

func (c *conn) LocalAddr() net.Addr  { return c.inner.LocalAddr() }
func (c *conn) RemoteAddr() net.Addr { return c.inner.RemoteAddr() }

func (c *conn) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return c.inner.Read(p)
	}
	// A flooded server never waits in Read: the other labs get their turn here.
	runtime.Gosched()
	c.in.mu.Lock()
	defer c.in.end()
	c.in.begin(p, c.sites.caller(&c.in.depth))
	n, err := c.in.move()
	c.in.report(p[:n], err)
	return n, err
}

func (c *conn) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return c.inner.Write(p)
	}
	c.out.mu.Lock()
	defer c.out.end()
	c.out.begin(p, c.sites.caller(&c.out.depth))
	n, err := c.out.move()
	c.out.report(p[:n], err)
	return n, err
}

// Close reports the first close, before it takes place: what the client sees
// of it is never older than the event.
func (c *conn) Close() error {
	source := c.sites.caller(nil)
	c.once.Do(func() {
		c.events.append(&Event{Kind: Close, Conn: c.number, Peer: c.peer, Source: source})
		c.conns.remove(c)
	})
	return c.inner.Close()
}

// closeWrite is CloseWrite for those that have one.
func (c *conn) closeWrite(inner interface{ CloseWrite() error }, source *Source) error {
	err := inner.CloseWrite()
	if err == nil {
		c.events.append(&Event{Kind: CloseWrite, Conn: c.number, Peer: c.peer, Source: source})
	}
	return err
}

func (c *conn) SetDeadline(t time.Time) error {
	c.in.until(t)
	c.out.until(t)
	return c.inner.SetDeadline(t)
}

func (c *conn) SetReadDeadline(t time.Time) error {
	c.in.until(t)
	return c.inner.SetReadDeadline(t)
}

func (c *conn) SetWriteDeadline(t time.Time) error {
	c.out.until(t)
	return c.inner.SetWriteDeadline(t)
}

// readFrom and writeTo copy by way of Read and Write, so that the bytes are
// seen: what the kernel would copy by itself nobody could report.
func (c *conn) readFrom(r io.Reader) (int64, error) {
	return io.Copy(struct{ io.Writer }{c}, r)
}

func (c *conn) writeTo(w io.Writer) (int64, error) {
	return io.Copy(w, struct{ io.Reader }{c})
}

// tcpConn is a conn that has all else of *net.TCPConn as well: conn's methods
// are nearer, and hide those that hostTCP has of the same name.
type tcpConn struct {
	*conn
	hostTCP
}

type hostTCP struct{ *net.TCPConn }

func (c *tcpConn) CloseWrite() error                   { return c.closeWrite(c.TCPConn, c.sites.caller(nil)) }
func (c *tcpConn) ReadFrom(r io.Reader) (int64, error) { return c.readFrom(r) }
func (c *tcpConn) WriteTo(w io.Writer) (int64, error)  { return c.writeTo(w) }

// stream is the same for a connection that stands in for TCP.
type stream struct {
	*conn
	otherTCP
}

type otherTCP struct{ streamConn }

func (c *stream) CloseWrite() error                   { return c.closeWrite(c.streamConn, c.sites.caller(nil)) }
func (c *stream) ReadFrom(r io.Reader) (int64, error) { return c.readFrom(r) }
func (c *stream) WriteTo(w io.Writer) (int64, error)  { return c.writeTo(w) }
