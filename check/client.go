package check

import (
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// maxUnread bounds what a client keeps of bytes that no step has expected.
const maxUnread = 4 << 20

// errFlood ends the reading of a client that received maxUnread bytes.
var errFlood = errors.New("the server floods the client")

// stream is a client's connection: what it received, and a queue of what it sends, so
// that a server that does not read never blocks a check.
type stream struct {
	name  string
	conn  net.Conn // what is read and written
	tcp   net.Conn // conn, or the TCP connection below its TLS
	wire  *counter // tcp, with the numbers of bytes that it has moved
	wake  func()   // called after each change
	ended sync.WaitGroup

	mu       sync.Mutex
	changed  *sync.Cond
	unread   []byte
	met      []byte // what a step has expected last, and has come
	received int64  // bytes in all
	eof      bool   // the server sends no more
	err      error  // why reading has ended, other than by EOF
	closed   bool   // by the check
	paused   bool
	rate     int // bytes a second; 0: no limit
	queue    [][]byte
	queued   int64 // bytes in all
	written  int64 // of these
	shut     bool  // a half-close is queued, or done
	writeErr error
}

// newStream returns a stream of a TCP connection that does nothing until start.
func newStream(name string, tcp net.Conn, wake func()) *stream {
	s := &stream{name: name, conn: tcp, tcp: tcp, wire: &counter{Conn: tcp}, wake: wake}
	s.changed = sync.NewCond(&s.mu)
	return s
}

// start begins to read and write conn.
func (s *stream) start(conn net.Conn) {
	s.conn = conn
	s.ended.Go(s.read)
	s.ended.Go(s.write)
}

// update calls f with the lock held.
func (s *stream) update(f func()) {
	s.mu.Lock()
	f()
	s.changed.Broadcast()
	s.mu.Unlock()
	s.wake()
}

// view calls f with the lock held, to look.
func (s *stream) view(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

func (s *stream) read() {
	buf := make([]byte, 32<<10)
	for {
		size, ok := s.mayRead(len(buf))
		if !ok {
			return
		}
		n, err := s.conn.Read(buf[:size])
		ended := err != nil
		s.update(func() {
			s.unread = append(s.unread, buf[:n]...)
			s.received += int64(n)
			switch {
			case err == io.EOF:
				s.eof = true
			case err != nil:
				s.err = err
			case len(s.unread) > maxUnread:
				s.err, ended = errFlood, true
			}
		})
		if ended {
			return
		}
	}
}

// mayRead waits until the client reads, and returns how many bytes it may take. It
// returns false after the check has closed the connection.
func (s *stream) mayRead(size int) (int, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.paused && !s.closed {
		s.changed.Wait()
	}
	if s.rate == 0 || s.closed {
		return size, !s.closed
	}
	const slices = 20 // a second
	rate := s.rate
	s.mu.Unlock()
	time.Sleep(time.Second / slices)
	s.mu.Lock()
	return max(1, min(size, rate/slices)), !s.closed
}

func (s *stream) write() {
	for {
		data, halfClose, ok := s.next()
		if !ok {
			return
		}
		var err error
		if halfClose {
			err = closeWrite(s.conn)
		} else {
			_, err = s.conn.Write(data)
		}
		if err != nil {
			s.update(func() { s.writeErr, s.queue = err, nil })
			return
		}
		s.update(func() { s.written += int64(len(data)) })
		if halfClose {
			return
		}
	}
}

// next returns what to write next, or that a half-close is. It returns false after the
// check has closed the connection.
func (s *stream) next() (data []byte, halfClose, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.queue) == 0 && !s.shut && !s.closed {
		s.changed.Wait()
	}
	if s.closed {
		return nil, false, false
	}
	if len(s.queue) == 0 {
		return nil, true, true
	}
	data, s.queue = s.queue[0], s.queue[1:]
	return data, false, true
}

func closeWrite(conn net.Conn) error {
	half, ok := conn.(interface{ CloseWrite() error })
	if !ok {
		return errors.New("the connection cannot be half-closed")
	}
	return half.CloseWrite()
}

// close closes the connection, or resets it.
func (s *stream) close(reset bool) {
	s.update(func() { s.closed = true })
	if tcp, ok := s.tcp.(interface{ SetLinger(seconds int) error }); ok && reset {
		_ = tcp.SetLinger(0)
		_ = s.tcp.Close() // TLS would send an alert first
	}
	_ = s.conn.Close()
}

// peer is the client's address, as the server sees it.
func (s *stream) peer() string { return s.tcp.LocalAddr().String() }

// isTLS reports whether what is read and written is not what the network carries.
func (s *stream) isTLS() bool { return s.conn != s.tcp }

// hasRead reports whether the server has read all that the client has sent, bytes of
// TLS as well. bytesIn is what the server has read.
func (s *stream) hasRead(bytesIn int64) (all bool) {
	s.view(func() {
		sent := s.queued
		if s.isTLS() {
			sent = s.wire.written.Load()
		}
		all = s.written == s.queued && bytesIn >= sent
	})
	return all
}

// counter counts the bytes that are read from and written to a connection.
type counter struct {
	net.Conn
	read, written atomic.Int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.read.Add(int64(n))
	return n, err
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.written.Add(int64(n))
	return n, err
}
