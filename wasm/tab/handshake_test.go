package tab_test

import (
	"context"
	"log/slog"
	"net"
	"testing"

	"socketschool/lab"
)

// TestHandshakesInTurn has a server that shakes hands with nobody: of a crowd,
// eight at a time are connected to it, and one more when one is sent away.
func TestHandshakesInTurn(t *testing.T) {
	accepted := make(chan net.Conn, 20)
	p := startProgram(t, lab.Program{Lesson: "test", TLS: true, Serve: func(ctx context.Context, ln net.Listener, _ *slog.Logger) error {
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
	var held []net.Conn
	for range 8 {
		held = append(held, <-accepted)
	}
	for range 12 {
		if len(accepted) > 0 {
			t.Fatal("more than eight shake hands")
		}
		held[0].Close()
		held = append(held[1:], <-accepted)
	}
	for _, conn := range held {
		conn.Close()
	}
}
