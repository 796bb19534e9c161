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

	values := newStore()
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

// handle answers one client's lines. It only reads; others wait and write. A line that
// comes during a wait is answered behind it.
func handle(ctx context.Context, conn net.Conn, values *store, log *slog.Logger) {
	defer conn.Close()
	ctx, leave := context.WithCancel(ctx)
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	var answering sync.WaitGroup
	defer answering.Wait()
	defer leave()
	lines := bufio.NewScanner(conn)
	for before := closed(); lines.Scan(); {
		log.Info("received", "data", lines.Text())
		words, turn, answered := strings.Fields(lines.Text()), before, make(chan struct{})
		before = answered
		answering.Go(func() {
			defer close(answered)
			<-turn
			answer := "error: SET k v, or WAIT k"
			switch {
			case len(words) == 3 && words[0] == "SET":
				values.set(words[1], words[2])
				answer = "OK"
			case len(words) == 2 && words[0] == "WAIT":
				value, ok := values.wait(ctx, words[1])
				if !ok {
					return
				}
				answer = value
			}
			io.WriteString(conn, answer+"\n")
		})
	}
}

func closed() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}

// store holds values by key, and wakes those who wait for one.
type store struct {
	mu      sync.Mutex
	changed *sync.Cond // with mu: a value is set, or a client has left
	values  map[string]string
}

func newStore() *store {
	s := &store{values: make(map[string]string)}
	s.changed = sync.NewCond(&s.mu)
	return s
}

func (s *store) set(key, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values[key] = value
	s.changed.Broadcast()
}

// wait returns the value as soon as there is one, or false if ctx ends before.
func (s *store) wait(ctx context.Context, key string) (value string, ok bool) {
	stop := context.AfterFunc(ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.changed.Broadcast()
	})
	defer stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		if value, ok := s.values[key]; ok {
			return value, true
		}
		if ctx.Err() != nil {
			return "", false
		}
		s.changed.Wait()
	}
}
