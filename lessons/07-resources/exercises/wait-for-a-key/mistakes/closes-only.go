// Learner sees: handle waits in chan receive
// Package resources is a key-value store whose clients can wait for a key.
package resources

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
)

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var running sync.WaitGroup
	defer running.Wait()
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()

	values := &store{values: make(map[string]string), waiting: make(map[chan string]string)}
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
			go func() {
				if _, err := lines.Peek(1); err != nil {
					conn.Close()
				}
			}()
			answer = <-values.wait(words[1])
		}
		if _, err := io.WriteString(conn, answer+"\n"); err != nil {
			return
		}
	}
}

// store holds values by key, and the channels of those who wait for one.
type store struct {
	mu      sync.Mutex
	values  map[string]string
	waiting map[chan string]string // the key that each waits for
}

// set stores a value and sends it to all who wait for it.
func (s *store) set(key, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values[key] = value
	for arrives, awaited := range s.waiting {
		if awaited == key {
			arrives <- value // it has room for one
			delete(s.waiting, arrives)
		}
	}
}

// wait returns a channel from which the value comes, at once if there is one.
func (s *store) wait(key string) chan string {
	s.mu.Lock()
	defer s.mu.Unlock()
	arrives := make(chan string, 1)
	if value, ok := s.values[key]; ok {
		arrives <- value
	} else {
		s.waiting[arrives] = key
	}
	return arrives
}
