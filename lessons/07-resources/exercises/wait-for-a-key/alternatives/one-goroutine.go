// Package resources is a key-value store whose clients can wait for a key.
package resources

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"time"
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

// handle answers one client's lines.
func handle(ctx context.Context, conn net.Conn, values *store, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	lines := bufio.NewReader(conn)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		log.Info("received", "data", line)
		answer := "error: SET k v, or WAIT k"
		words := strings.Fields(line)
		switch {
		case len(words) == 3 && words[0] == "SET":
			values.set(words[1], words[2])
			answer = "OK"
		case len(words) == 2 && words[0] == "WAIT":
			value, ok := await(conn, lines, values, words[1])
			if !ok {
				return
			}
			answer = value
		}
		if _, err := io.WriteString(conn, answer+"\n"); err != nil {
			return
		}
	}
}

// await looks for the value fifty times a second, and tries to read in between: a read
// that does not end by its deadline has found an end, or a line too early.
func await(conn net.Conn, lines *bufio.Reader, values *store, key string) (value string, ok bool) {
	defer conn.SetReadDeadline(time.Time{})
	for {
		if value, ok := values.get(key); ok {
			return value, true
		}
		conn.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
		if _, err := lines.Peek(1); !errors.Is(err, os.ErrDeadlineExceeded) {
			return "", false
		}
	}
}

// store holds values by key.
type store struct {
	mu     sync.Mutex
	values map[string]string
}

func (s *store) set(key, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values[key] = value
}

func (s *store) get(key string) (value string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	value, ok = s.values[key]
	return value, ok
}
