package lab_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"testing"

	"golang.org/x/net/nettest"

	"socketschool/lab"
)

// TestTracedConnIsAConn holds the server's end of a connection, as the lab
// hands it out, against what net.Conn promises.
func TestTracedConnIsAConn(t *testing.T) {
	for name, wrap := range map[string]func(net.Listener) net.Listener{
		"TCP":                    func(ln net.Listener) net.Listener { return ln },
		"no way to ask":          func(ln net.Listener) net.Listener { return hiding{ln} },
		"TCP read as TLS":        func(ln net.Listener) net.Listener { return ln },
		"nothing but a net.Conn": func(ln net.Listener) net.Listener { return hiding{hiding{ln}} },
	} {
		t.Run(name, func(t *testing.T) {
			nettest.TestConn(t, func() (c1, c2 net.Conn, stop func(), err error) {
				ln, err := net.Listen("tcp", "127.0.0.1:0")
				if err != nil {
					return nil, nil, nil, err
				}
				accepted := make(chan net.Conn)
				l := lab.Start(lab.Config{
					Program:  lab.Program{Serve: handsOut(accepted), TLS: name == "TCP read as TLS"},
					Listener: wrap(ln),
				})
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

// hiding is a listener whose connections are not *net.TCPConn, as in the tab:
// once hidden they offer what TCP does, twice hidden no more than net.Conn.
type hiding struct{ net.Listener }

func (h hiding) Accept() (net.Conn, error) {
	conn, err := h.Listener.Accept()
	if err != nil {
		return nil, err
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		return struct{ *net.TCPConn }{tcp}, nil
	}
	return struct{ net.Conn }{conn}, nil
}

// TestConnOffersWhatTCPDoes: nothing that a server may ask a TCP connection for
// is lost behind the lab's.
func TestConnOffersWhatTCPDoes(t *testing.T) {
	accepted := make(chan net.Conn)
	l := start(t, handsOut(accepted))
	dial(t, l)
	conn := <-accepted
	defer conn.Close()
	tcp, ok := conn.(interface {
		io.ReaderFrom
		io.WriterTo
		CloseRead() error
		CloseWrite() error
		SetKeepAlive(bool) error
		SetKeepAliveConfig(net.KeepAliveConfig) error
		SetLinger(int) error
		SetNoDelay(bool) error
		SetReadBuffer(int) error
		SetWriteBuffer(int) error
	})
	if !ok {
		t.Fatalf("%T lacks something", conn)
	}
	for name, err := range map[string]error{
		"SetKeepAlive":       tcp.SetKeepAlive(true),
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
