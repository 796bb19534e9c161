// Package resources is a key-value store that speaks the protocol of Redis.
package resources

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"sync"
)

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var running sync.WaitGroup
	defer running.Wait()
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()

	values := &store{values: make(map[string]string)}
	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		running.Go(func() { handle(ctx, conn, values, log) })
	}
}

// handle collects what comes, and answers each request that is whole.
func handle(ctx context.Context, conn net.Conn, values *store, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	var collected []byte
	buf := make([]byte, 4096)
	for {
		n, err := conn.Read(buf)
		if err != nil {
			return
		}
		collected = append(collected, buf[:n]...)
		for {
			request, rest, err := parse(collected)
			if err == errUnfinished {
				break
			}
			if err != nil {
				fmt.Fprintf(conn, "-ERR %v\r\n", err)
				return
			}
			log.Info("received", "parts", len(request))
			if _, err := conn.Write(values.answer(request)); err != nil {
				return
			}
			collected = rest
		}
	}
}

var errUnfinished = errors.New("more must come")

// parse returns the first request, and what is behind it.
func parse(data []byte) (request [][]byte, rest []byte, err error) {
	count, rest, err := parseNumber(data, '*', 16)
	if err != nil {
		return nil, nil, err
	}
	for range count {
		var length int
		if length, rest, err = parseNumber(rest, '$', 64<<10); err != nil {
			return nil, nil, err
		}
		if len(rest) < length+2 {
			return nil, nil, errUnfinished
		}
		if rest[length] != '\r' || rest[length+1] != '\n' {
			return nil, nil, errors.New("a part is longer than its length")
		}
		request = append(request, rest[:length])
		rest = rest[length+2:]
	}
	return request, rest, nil
}

// parseNumber returns the number in the first line, and what is behind it.
func parseNumber(data []byte, sign byte, most int) (n int, rest []byte, err error) {
	if len(data) > 0 && data[0] != sign {
		return 0, nil, fmt.Errorf("expected %q", sign)
	}
	line, rest, found := bytes.Cut(data, []byte("\n"))
	if !found {
		if len(data) > 16 {
			return 0, nil, errors.New("too long a number")
		}
		return 0, nil, errUnfinished
	}
	digits, found := bytes.CutSuffix(line[1:], []byte("\r"))
	value, err := strconv.ParseUint(string(digits), 10, 32)
	if !found || err != nil || value > uint64(most) {
		return 0, nil, errors.New("not a number that is allowed")
	}
	return int(value), rest, nil
}

// store holds the values of all clients.
type store struct {
	mu     sync.Mutex
	values map[string]string
}

// answer does what a request asks for, and returns the answer to it.
func (s *store) answer(request [][]byte) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	is := func(name string, parts int) bool {
		return len(request) == parts && bytes.EqualFold(request[0], []byte(name))
	}
	if is("PING", 1) {
		return []byte("+PONG\r\n")
	}
	if is("SET", 3) {
		s.values[string(request[1])] = string(request[2])
		return []byte("+OK\r\n")
	}
	if is("GET", 2) {
		value, ok := s.values[string(request[1])]
		if !ok {
			return []byte("$-1\r\n")
		}
		answer := strconv.AppendInt([]byte("$"), int64(len(value)), 10)
		answer = append(answer, "\r\n"...)
		answer = append(answer, value...)
		return append(answer, "\r\n"...)
	}
	return []byte("-ERR I know PING, SET and GET\r\n")
}
