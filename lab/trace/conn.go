package trace

import (
	"io"
	"net"
	"runtime"
	"sync"
	"time"

	"socketschool/lab/event"
)

// tcpLike is a connection that stands in for *net.TCPConn.
type tcpLike interface {
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

// conn reports the calls of the connection that it wraps.
type conn struct {
	*Tracer
	inner     net.Conn
	number    uint64
	peer      string
	in, out   direction
	closeOnce sync.Once
}

func newConn(inner net.Conn, t *Tracer) *conn {
	c := &conn{Tracer: t, inner: inner, peer: inner.RemoteAddr().String()}
	c.in.init(c, event.KindRead, event.CallRead)
	c.out.init(c, event.KindWrite, event.CallWrite)
	return c
}

func (c *conn) LocalAddr() net.Addr  { return c.inner.LocalAddr() }
func (c *conn) RemoteAddr() net.Addr { return c.inner.RemoteAddr() }

func (c *conn) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return c.inner.Read(p)
	}
	// A flooded server never blocks in Read: other labs run here.
	runtime.Gosched()
	c.in.mu.Lock()
	defer c.in.end()
	c.in.begin(p, c.callsites.caller(&c.in.depth))
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
	c.out.begin(p, c.callsites.caller(&c.out.depth))
	n, err := c.out.move()
	c.out.report(p[:n], err)
	return n, err
}

// Close reports the first call, before it closes: a client that has seen the
// close finds the event in the log.
func (c *conn) Close() error {
	source := c.callsites.caller(nil)
	c.closeOnce.Do(func() {
		c.events.Append(&event.Event{Kind: event.KindClose, Conn: c.number, Peer: c.peer, Source: source})
		c.conns.remove(c)
	})
	return c.inner.Close()
}

// closeWrite implements CloseWrite.
func (c *conn) closeWrite(inner interface{ CloseWrite() error }, source *event.Source) error {
	err := inner.CloseWrite()
	if err == nil {
		c.events.Append(&event.Event{Kind: event.KindCloseWrite, Conn: c.number, Peer: c.peer, Source: source})
	}
	return err
}

func (c *conn) SetDeadline(t time.Time) error {
	c.in.setDeadline(t)
	c.out.setDeadline(t)
	return c.inner.SetDeadline(t)
}

func (c *conn) SetReadDeadline(t time.Time) error {
	c.in.setDeadline(t)
	return c.inner.SetReadDeadline(t)
}

func (c *conn) SetWriteDeadline(t time.Time) error {
	c.out.setDeadline(t)
	return c.inner.SetWriteDeadline(t)
}

// readFrom and writeTo copy by Read and Write, so that the bytes are reported:
// sendfile and splice would move them inside the kernel.
func (c *conn) readFrom(r io.Reader) (int64, error) {
	return io.Copy(struct{ io.Writer }{c}, r)
}

func (c *conn) writeTo(w io.Writer) (int64, error) {
	return io.Copy(w, struct{ io.Reader }{c})
}

// tracedTCP is a conn with the other methods of *net.TCPConn. Methods of conn hide
// those that embeddedTCP has of the same name, being less deeply embedded.
type tracedTCP struct {
	*conn
	embeddedTCP
}

type embeddedTCP struct{ *net.TCPConn }

func (c *tracedTCP) CloseWrite() error                   { return c.closeWrite(c.TCPConn, c.callsites.caller(nil)) }
func (c *tracedTCP) ReadFrom(r io.Reader) (int64, error) { return c.readFrom(r) }
func (c *tracedTCP) WriteTo(w io.Writer) (int64, error)  { return c.writeTo(w) }

// tracedStream is the same for a connection that stands in for TCP.
type tracedStream struct {
	*conn
	embeddedStream
}

type embeddedStream struct{ tcpLike }

func (c *tracedStream) CloseWrite() error                   { return c.closeWrite(c.tcpLike, c.callsites.caller(nil)) }
func (c *tracedStream) ReadFrom(r io.Reader) (int64, error) { return c.readFrom(r) }
func (c *tracedStream) WriteTo(w io.Writer) (int64, error)  { return c.writeTo(w) }
