// Package multi answers each line with its number.
package multi

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"strconv"
)

// received is a line of a client, or its end.
type received struct {
	from net.Conn
	line []byte
	end  error
}

// Serve counts the lines of all clients, and answers them. Other goroutines only read.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	came, lines := make(chan net.Conn), make(chan received)
	failed := make(chan error)
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				failed <- err
				return
			}
			came <- conn
		}
	}()
	counts := map[net.Conn]int{}
	done := ctx.Done()
	for accepting := true; accepting || len(counts) > 0; {
		select {
		case <-done:
			done = nil
			ln.Close()
			for conn := range counts {
				conn.Close()
			}
		case err := <-failed:
			if accepting = false; ctx.Err() == nil {
				return err
			}
		case conn := <-came:
			if counts[conn] = 0; done == nil {
				conn.Close()
			}
			go read(conn, lines)
		case r := <-lines:
			if len(r.line) > 0 {
				counts[r.from]++
				answer := strconv.AppendInt(nil, int64(counts[r.from]), 10)
				answer = append(append(answer, ": "...), bytes.TrimRight(r.line, "\r\n")...)
				r.from.Write(append(answer, '\n'))
			}
			if r.end != nil {
				r.from.Close()
				delete(counts, r.from)
			}
			if r.end != nil && !errors.Is(r.end, io.EOF) {
				log.Warn("connection lost", "error", r.end)
			}
		}
	}
	return nil
}

func read(conn net.Conn, lines chan<- received) {
	in := bufio.NewReader(conn)
	for {
		line, err := in.ReadBytes('\n')
		lines <- received{conn, line, err}
		if err != nil {
			return
		}
	}
}
