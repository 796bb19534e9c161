// Package broadcast passes lines on to all clients, or to one.
package broadcast

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
)

// event is what happens to a client.
type event struct {
	conn net.Conn
	line string
	kind int
}

const (
	came = iota
	said
	left
)

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	events := make(chan event)
	failed := make(chan error, 1)
	go accept(ctx, ln, events, failed)
	var numbers []net.Conn // by number, from 1; nil where the client has left
	index := func(conn net.Conn) int {
		for i, c := range numbers {
			if c == conn {
				return i
			}
		}
		return -1
	}
	for {
		select {
		case <-ctx.Done():
			ln.Close()
			for _, conn := range numbers {
				if conn != nil {
					conn.Close()
				}
			}
			return nil
		case err := <-failed:
			return err
		case e := <-events:
			switch i := index(e.conn); e.kind {
			case came:
				numbers = append(numbers, e.conn)
				fmt.Fprintf(e.conn, "You are client %d\n", len(numbers))
			case left:
				numbers[i] = nil
				e.conn.Close()
			case said:
				var n int
				if _, err := fmt.Sscanf(e.line, "@%d ", &n); err != nil || !strings.HasPrefix(e.line, fmt.Sprintf("@%d ", n)) {
					for _, conn := range numbers {
						if conn != nil {
							io.WriteString(conn, e.line+"\n")
						}
					}
					continue
				}
				if n < 1 || n > len(numbers) || numbers[n-1] == nil {
					fmt.Fprintf(e.conn, "There is no client %d\n", n)
					continue
				}
				text := strings.TrimPrefix(e.line, fmt.Sprintf("@%d ", n))
				fmt.Fprintf(numbers[n-1], "%d whispers: %s\n", i+1, text)
			}
		}
	}
}

func accept(ctx context.Context, ln net.Listener, events chan<- event, failed chan<- error) {
	post := func(e event) bool {
		select {
		case events <- e:
			return true
		case <-ctx.Done():
			return false
		}
	}
	for {
		conn, err := ln.Accept()
		if err != nil {
			failed <- err
			return
		}
		if !post(event{conn, "", came}) {
			conn.Close()
			return
		}
		go func() {
			in := bufio.NewReader(conn)
			for {
				line, err := in.ReadString('\n')
				if err != nil {
					post(event{conn, "", left})
					return
				}
				if !post(event{conn, strings.TrimSpace(line), said}) {
					return
				}
			}
		}()
	}
}
