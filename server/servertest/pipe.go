package servertest

import (
	"net"
	"sync"
	"testing"
)

// A PipeListener accepts in-memory connections, for tests in which time is
// made up by testing/synctest: a bubble cannot contain real sockets.
type PipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

// NewPipeListener returns a listener with no connections yet.
func NewPipeListener() *PipeListener {
	return &PipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
}

// Dial connects a client, once Accept takes it.
func (l *PipeListener) Dial(t testing.TB) net.Conn {
	server, client := net.Pipe()
	l.conns <- server
	t.Cleanup(func() { client.Close() })
	return client
}

// Accept waits for Dial.
func (l *PipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close makes Accept return net.ErrClosed.
func (l *PipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Addr is made up.
func (l *PipeListener) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }

// A FlakyListener fails its first calls of Accept with the errors given.
type FlakyListener struct {
	net.Listener
	mu   sync.Mutex
	errs []error
}

// NewFlakyListener wraps ln.
func NewFlakyListener(ln net.Listener, errs ...error) *FlakyListener {
	return &FlakyListener{Listener: ln, errs: errs}
}

// Accept returns the next of the errors, or accepts when there are no more.
func (l *FlakyListener) Accept() (net.Conn, error) {
	l.mu.Lock()
	if len(l.errs) > 0 {
		err := l.errs[0]
		l.errs = l.errs[1:]
		l.mu.Unlock()
		return nil, err
	}
	l.mu.Unlock()
	return l.Listener.Accept()
}
