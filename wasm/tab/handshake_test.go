package tab_test

import (
	"context"
	"log/slog"
	"net"
	"testing"

	"socketschool/lab"
)

// TestMaxHandshakes: at most eight TLS clients connect at a time. The server does no
// handshake; when it closes a connection, the next client connects.
func TestMaxHandshakes(t *testing.T) {
	accepted := make(chan net.Conn, 20)
	p := startProgram(t, lab.Program{Slug: "test", TLS: true, Serve: func(ctx context.Context, ln net.Listener, _ *slog.Logger) error {
		defer context.AfterFunc(ctx, func() { ln.Close() })()
		for {
			conn, err := ln.Accept()
			if err != nil {
				return nil
			}
			accepted <- conn
		}
	}})
	for range 20 {
		p.open()
	}
	var open []net.Conn
	for range 8 {
		open = append(open, <-accepted)
	}
	for range 12 {
		if len(accepted) > 0 {
			t.Fatal("more than eight handshakes at a time")
		}
		open[0].Close()
		open = append(open[1:], <-accepted)
	}
	for _, conn := range open {
		conn.Close()
	}
}
