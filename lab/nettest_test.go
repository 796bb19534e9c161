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

// TestNetConn checks a traced connection against the contract of net.Conn.
func TestNetConn(t *testing.T) {
	forEachNetwork(t, func(t *testing.T, n network) {
		for name, wrap := range map[string]func(net.Listener) net.Listener{
			"default":              func(ln net.Listener) net.Listener { return ln },
			"TLS":                  func(ln net.Listener) net.Listener { return ln },
			"without waitNotifier": func(ln net.Listener) net.Listener { return opaqueListener{ln} },
			"net.Conn only":        func(ln net.Listener) net.Listener { return opaqueListener{opaqueListener{ln}} },
		} {
			t.Run(name, func(t *testing.T) {
				nettest.TestConn(t, func() (c1, c2 net.Conn, stop func(), err error) {
					accepted := make(chan net.Conn)
					cfg := n.config(t, lab.Config{Program: lab.Program{Serve: handOver(accepted), TLS: name == "TLS"}})
					cfg.Listener = wrap(cfg.Listener)
					l := lab.Start(cfg)
					client, err := l.Dial(t.Context(), "")
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

// handOver returns a server that sends its connections to a channel.
func handOver(accepted chan<- net.Conn) serveFunc {
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

// opaqueListener hides methods of its connections: used once, they have those of TCP
// connections but do not report whether a call blocks; used twice, they have those of
// net.Conn only.
type opaqueListener struct{ net.Listener }

func (h opaqueListener) Accept() (net.Conn, error) {
	conn, err := h.Listener.Accept()
	if err != nil {
		return nil, err
	}
	if inner, ok := conn.(tcpLike); ok {
		return struct{ tcpLike }{inner}, nil
	}
	return struct{ net.Conn }{conn}, nil
}

// tcpLike is what a server may use of a TCP connection.
type tcpLike interface {
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

// TestTCPMethods: a traced connection has the methods of TCP connections.
func TestTCPMethods(t *testing.T) { forEachNetwork(t, testTCPMethods) }

func testTCPMethods(t *testing.T, n network) {
	accepted := make(chan net.Conn)
	l := n.start(t, handOver(accepted))
	dial(t, l)
	conn := <-accepted
	defer conn.Close()
	tcp, ok := conn.(interface {
		tcpLike
		io.ReaderFrom
		io.WriterTo
	})
	if !ok {
		t.Fatalf("%T lacks methods of TCP connections", conn)
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
