// Learner sees: panic: runtime error: makeslice: len out of range
// Package resources is a key-value store that speaks the protocol of Redis.
package resources

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"sync"
)

const (
	maxParts  = 16       // of a request
	maxLength = 64 << 10 // bytes of a part
)

var errProtocol = errors.New("not a request")

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

// handle answers one client's requests.
func handle(ctx context.Context, conn net.Conn, values *store, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	r := bufio.NewReader(conn)
	for {
		request, err := readRequest(r)
		if err == errProtocol {
			log.Info("not a request")
			io.WriteString(conn, "-ERR protocol error\r\n")
			return
		}
		if err != nil {
			return
		}
		log.Info("received", "request", request)
		if _, err := io.WriteString(conn, values.answer(request)); err != nil {
			return
		}
	}
}

// readRequest reads a number of parts, and then each of them.
func readRequest(r *bufio.Reader) (parts []string, err error) {
	count, err := readNumber(r, "*", maxParts)
	if err != nil {
		return nil, err
	}
	for range count {
		length, err := readNumber(r, "$", maxLength)
		if err != nil {
			return nil, err
		}
		part := make([]byte, length+len("\r\n"))
		if _, err := io.ReadFull(r, part); err != nil {
			return nil, err
		}
		text, ok := strings.CutSuffix(string(part), "\r\n")
		if !ok {
			return nil, errProtocol
		}
		parts = append(parts, text)
	}
	return parts, nil
}

// readNumber reads a line with a number from 0 to most behind its sign.
func readNumber(r *bufio.Reader, sign string, most int) (int, error) {
	line, err := r.ReadSlice('\n')
	if err == bufio.ErrBufferFull {
		return 0, errProtocol
	}
	if err != nil {
		return 0, err
	}
	text, hasSign := strings.CutPrefix(string(line), sign)
	text, hasEnd := strings.CutSuffix(text, "\r\n")
	n, err := strconv.Atoi(text)
	if !hasSign || !hasEnd || err != nil || n > most && sign == "*" {
		return 0, errProtocol
	}
	return n, nil
}

// store holds the values of all clients.
type store struct {
	mu     sync.Mutex
	values map[string]string
}

// answer does what a request asks for, and returns the answer to it.
func (s *store) answer(request []string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := ""
	if len(request) > 0 {
		name = strings.ToUpper(request[0])
	}
	switch {
	case name == "PING" && len(request) == 1:
		return "+PONG\r\n"
	case name == "SET" && len(request) == 3:
		s.values[request[1]] = request[2]
		return "+OK\r\n"
	case name == "GET" && len(request) == 2:
		value, ok := s.values[request[1]]
		if !ok {
			return "$-1\r\n"
		}
		return fmt.Sprintf("$%d\r\n%s\r\n", len(value), value)
	}
	return "-ERR unknown command, or wrong number of arguments\r\n"
}
