// Package multi answers each line, unless it is too long.
package multi

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"sync"
)

const longest = 1000

// splitter splits bytes into lines, and gives nil for a line that is too long.
type splitter struct{ skipping bool }

func (s *splitter) split(data []byte, atEOF bool) (advance int, token []byte, err error) {
	end := bytes.IndexByte(data, '\n')
	switch {
	case end < 0 && atEOF && len(data) == 0:
		return 0, nil, nil
	case end < 0 && atEOF:
		end = len(data)
		advance = end
	case end >= 0:
		advance = end + 1
	case s.skipping || len(data) > longest:
		first := !s.skipping
		s.skipping = true
		if first {
			return len(data), []byte("Line too long"), nil
		}
		return len(data), nil, nil
	default:
		return 0, nil, nil
	}
	skipped := s.skipping
	s.skipping = false
	switch {
	case skipped:
		// Without a token, Scanner would wait for more bytes.
		next, token, err := s.split(data[advance:], atEOF)
		return advance + next, token, err
	case end > longest:
		return advance, []byte("Line too long"), nil
	}
	return advance, append([]byte("Echo: "), bytes.TrimSuffix(data[:end], []byte("\r"))...), nil
}

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var running sync.WaitGroup
	defer running.Wait()
	defer context.AfterFunc(ctx, func() { ln.Close() })()
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		running.Go(func() {
			defer conn.Close()
			defer context.AfterFunc(ctx, func() { conn.Close() })()
			answers := bufio.NewScanner(conn)
			answers.Split(new(splitter).split)
			for answers.Scan() {
				if _, err := io.WriteString(conn, answers.Text()+"\n"); err != nil {
					return
				}
			}
		})
	}
}
