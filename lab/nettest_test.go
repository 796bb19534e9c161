package lab_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"testing"
	"time"

	"golang.org/x/net/nettest"

	"socketschool/lab"
)

// TestTracedConnIsAConn holds the server's end of a connection, as the lab
// hands it out, against what net.Conn promises.
func TestTracedConnIsAConn(t *testing.T) {
	onEach(t, func(t *testing.T, n network) {
		for name, wrap := range map[string]func(net.Listener) net.Listener{
			"as it is":               func(ln net.Listener) net.Listener { return ln },
			"read as TLS":            func(ln net.Listener) net.Listener { return ln },
			"no way to ask":          func(ln net.Listener) net.Listener { return hiding{ln} },
			"nothing but a net.Conn": func(ln net.Listener) net.Listener { return hiding{hiding{ln}} },
		} {
			t.Run(name, func(t *testing.T) {
				nettest.TestConn(t, func() (c1, c2 net.Conn, stop func(), err error) {
					accepted := make(chan net.Conn)
					cfg := n.config(t, lab.Config{Program: lab.Program{Serve: handsOut(accepted), TLS: name == "read as TLS"}})
					cfg.Listener = wrap(cfg.Listener)
					l := lab.Start(cfg)
					client, err := l.Dial(t.Context())
					if err != nil {
						l.Stop()
						return nil, nil, nil, err
					}
					server := <-accepted
					return client, server, func() { client.Close(); server.Close(); l.Stop() }, nil
				})
			})
		}
	})
}

// handsOut gives the connections it accepts away.
func handsOut(accepted chan<- net.Conn) serveFunc {
	return func(ctx context.Context, ln net.Listener, _ *slog.Logger) error {
		defer context.AfterFunc(ctx, func() { ln.Close() })()
		for {
			conn, err := ln.Accept()
			if err != nil {
				return nil
			}
			select {
			case accepted <- conn:
			case <-ctx.Done():
				return nil
			}
		}
	}
}

// hiding is a listener whose connections cannot be asked whether a call will
// wait: once hidden they offer what TCP does, twice hidden no more than
// net.Conn.
type hiding struct{ net.Listener }

func (h hiding) Accept() (net.Conn, error) {
	conn, err := h.Listener.Accept()
	if err != nil {
		return nil, err
	}
	if inner, ok := conn.(stream); ok {
		return struct{ stream }{inner}, nil
	}
	return struct{ net.Conn }{conn}, nil
}

// stream is what a server may ask of a connection beside net.Conn.
type stream interface {
	net.Conn
	CloseRead() error
	CloseWrite() error
	SetKeepAlive(bool) error
	SetKeepAliveConfig(net.KeepAliveConfig) error
	SetKeepAlivePeriod(time.Duration) error
	SetLinger(int) error
	SetNoDelay(bool) error
	SetReadBuffer(int) error
	SetWriteBuffer(int) error
}

// TestConnOffersWhatTCPDoes: nothing that a server may ask a TCP connection for
// is lost behind the lab's.
func TestConnOffersWhatTCPDoes(t *testing.T) { onEach(t, testConnOffersWhatTCPDoes) }

func testConnOffersWhatTCPDoes(t *testing.T, n network) {
	accepted := make(chan net.Conn)
	l := n.start(t, handsOut(accepted))
	dial(t, l)
	conn := <-accepted
	defer conn.Close()
	tcp, ok := conn.(interface {
		stream
		io.ReaderFrom
		io.WriterTo
	})
	if !ok {
		t.Fatalf("%T lacks something", conn)
	}
	for name, err := range map[string]error{
		"SetKeepAlive":       tcp.SetKeepAlive(true),
		"SetKeepAlivePeriod": tcp.SetKeepAlivePeriod(time.Minute),
		"SetKeepAliveConfig": tcp.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true}),
		"SetLinger":          tcp.SetLinger(1),
		"SetNoDelay":         tcp.SetNoDelay(false),
		"SetReadBuffer":      tcp.SetReadBuffer(8 << 10),
		"SetWriteBuffer":     tcp.SetWriteBuffer(8 << 10),
		"CloseRead":          tcp.CloseRead(),
		"CloseWrite":         tcp.CloseWrite(),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
