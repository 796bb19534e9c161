package bridge

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"socketschool/bridge/rawio"
	"socketschool/lab/memnet"
	"socketschool/protocol"
)

// relayBuffer is how much a relay reads at a time, in bytes.
const relayBuffer = 16 << 10

// networkRelay is a client's end of a connection in memory, which has the latency and the
// buffers that a page asks for. Its other end is joined to the connection to the server.
// A client gets one when it first asks for another network: until then, nothing stands
// between its page and the kernel.
type networkRelay struct {
	*memnet.Conn
	far       *memnet.Conn
	conn, tcp net.Conn      // to the server; tcp is beneath TLS
	before    *writeQueue   // has bytes that go to the server first
	uploaded  chan struct{} // closed when up has returned
	closed    chan struct{} // closed by Close
	running   sync.WaitGroup
	closing   sync.Once
	vanished  atomic.Bool

	mu    sync.Mutex
	ended bool // down is not started any more
}

// newNetworkRelay returns a relay that carries bytes to the server. It carries none from the
// server before startDown, and must be closed.
func newNetworkRelay(conn, tcp net.Conn, before *writeQueue) *networkRelay {
	r := &networkRelay{conn: conn, tcp: tcp, before: before, uploaded: make(chan struct{}), closed: make(chan struct{})}
	local, _ := tcp.LocalAddr().(*net.TCPAddr)
	remote, _ := tcp.RemoteAddr().(*net.TCPAddr)
	r.Conn, r.far = memnet.Pipe(local, remote)
	r.running.Go(r.up)
	return r
}

// startDown begins to carry the server's bytes. It must be called once, by the goroutine that
// has read them until then. It removes the read deadline of the connection to the server.
func (r *networkRelay) startDown() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.ended {
		_ = r.tcp.SetReadDeadline(time.Time{})
		r.running.Go(r.down)
	}
}

// end ends the calls of down, with a deadline, and waits for up and down.
func (r *networkRelay) end() {
	r.mu.Lock()
	r.ended = true
	_ = r.tcp.SetReadDeadline(protocol.Expired)
	r.mu.Unlock()
	close(r.closed)
	r.running.Wait()
}

// up carries the client's bytes, its FIN and its RST.
func (r *networkRelay) up() {
	defer close(r.uploaded)
	r.before.wait()
	buf := make([]byte, relayBuffer)
	for {
		n, err := r.far.Read(buf)
		if n > 0 {
			_, err = r.conn.Write(buf[:n])
			if err != nil {
				resetConn(r.far)
			}
		} else if errors.Is(err, io.EOF) {
			_ = protocol.CloseWrite(r.conn) // where the server has reset it, down reports that
		} else if !r.vanished.Load() {
			resetConn(r.tcp)
		}
		if err != nil {
			return
		}
	}
}

// down carries the server's bytes, its FIN and its RST.
func (r *networkRelay) down() {
	buf := make([]byte, relayBuffer)
	for {
		n, err := r.conn.Read(buf)
		if n > 0 {
			if _, werr := r.far.Write(buf[:n]); werr != nil {
				return // the client has closed
			}
		}
		if errors.Is(err, io.EOF) {
			_ = r.far.CloseWrite()
			err = rawio.AwaitReset(rawio.Of(r.tcp), r.closed)
		}
		if err != nil {
			resetConn(r.far)
			return
		}
	}
}

// awaitReset waits, after the server's FIN, for its RST, as Endpoints.AwaitReset does.
func (r *networkRelay) awaitReset(wake <-chan struct{}) error {
	select {
	case <-wake:
	case <-r.Done():
		if r.WasReset() {
			return syscall.ECONNRESET
		}
		<-wake // the queue reports its FIN
	}
	return os.ErrDeadlineExceeded
}

// resetConn closes a connection with an RST.
func resetConn(conn net.Conn) {
	if c, ok := conn.(interface{ SetLinger(int) error }); ok {
		_ = c.SetLinger(0)
	}
	_ = conn.Close()
}

// setNetwork changes the network of what is sent from now on.
func (r *networkRelay) setNetwork(n protocol.Network) {
	buffer := n.Buffer
	if buffer == 0 {
		buffer = memnet.DefaultBuffer
	}
	r.SetLatency(n.Delay())
	_ = r.SetReadBuffer(buffer)
	_ = r.SetWriteBuffer(buffer)
}

// Close closes the client's end, and then the connection to the server, once the client's
// bytes have arrived there: after the latency and LingerTime at most.
func (r *networkRelay) Close() error {
	err := r.Conn.Close()
	r.closing.Do(func() {
		_ = r.conn.SetWriteDeadline(protocol.LingerDeadline().Add(protocol.MaxLatency * time.Millisecond))
		<-r.uploaded
		_ = r.conn.Close()
		r.end()
	})
	return err
}

// vanish makes the relay carry nothing more, and leaves the connection to the server open.
// The client's end stays open, too: the CloseState wakes its reader.
func (r *networkRelay) vanish() {
	r.vanished.Store(true)
	r.Partition()
	r.before.drop()
	_ = r.tcp.SetWriteDeadline(protocol.Expired)
	_ = r.far.Close()
	r.closing.Do(r.end)
}
