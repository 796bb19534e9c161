// Package workers does the jobs of its clients side by side.
package workers

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"
)

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var running sync.WaitGroup
	defer running.Wait()
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()

	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		running.Go(func() { handle(ctx, conn) })
	}
}

// handle serves one client. After its last line it still has its answers to come.
func handle(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	context.AfterFunc(ctx, func() { conn.Close() })
	var answers sync.WaitGroup
	defer answers.Wait()
	lineNumber := 0
	sorted := &sorter{conn: conn, early: make(map[int]string)}

	lines := bufio.NewReader(conn)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		var ms int
		var name string
		if line == "ping\n" {
			sorted.put(lineNumber, "pong\n")
			lineNumber++
		} else if _, err := fmt.Sscanf(line, "job %d %s", &ms, &name); err == nil {
			number := lineNumber
			lineNumber++
			answers.Go(func() { sorted.put(number, work(ctx, ms, name)) })
		}
	}
}

// sorter sends answers by the numbers of their lines.
type sorter struct {
	conn net.Conn

	mu    sync.Mutex
	next  int
	early map[int]string
}

// put sends an answer, and those that have waited for it, or keeps it.
func (s *sorter) put(number int, answer string) {
	s.mu.Lock()
	defer s.mu.Unlock()

	s.early[number] = answer
	for {
		answer, ok := s.early[s.next]
		if !ok {
			return
		}
		fmt.Fprint(s.conn, answer)
		delete(s.early, s.next)
		s.next++
	}
}

// work stands for a computation that takes so many milliseconds, or less if ctx ends
// before. It returns the answer. It is code that you may not change.
func work(ctx context.Context, ms int, name string) string {
	select {
	case <-time.After(time.Duration(ms) * time.Millisecond):
	case <-ctx.Done():
	}
	return "done " + name + "\n"
}
