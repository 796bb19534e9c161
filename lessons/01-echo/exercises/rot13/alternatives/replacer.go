// Package echo answers in ROT13.
package echo

import (
	"bufio"
	"context"
	"log/slog"
	"net"
	"strings"
)

const (
	plain  = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	secret = "nopqrstuvwxyzabcdefghijklmNOPQRSTUVWXYZABCDEFGHIJKLM"
)

// rot13 replaces letters.
var rot13 = func() *strings.Replacer {
	var pairs []string
	for i := range plain {
		pairs = append(pairs, plain[i:i+1], secret[i:i+1])
	}
	return strings.NewReplacer(pairs...)
}()

// Serve serves each client by two goroutines, one of which waits for the end.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	go func() {
		<-ctx.Done()
		ln.Close()
	}()
	for {
		conn, err := ln.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		over := make(chan struct{})
		go func() {
			defer close(over)
			answer(conn)
		}()
		go func() {
			select {
			case <-ctx.Done():
			case <-over:
			}
			conn.Close()
		}()
	}
}

func answer(conn net.Conn) {
	in := bufio.NewReader(conn)
	for {
		if _, err := in.Peek(1); err != nil {
			return
		}
		p, _ := in.Peek(in.Buffered())
		if _, err := rot13.WriteString(conn, string(p)); err != nil {
			return
		}
		in.Discard(len(p))
	}
}
