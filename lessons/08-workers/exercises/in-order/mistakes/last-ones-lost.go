// Learner sees: nothing waits for the answers that are still to come
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
	answers := make(chan chan string, 1000) // in the order of the lines
	go write(conn, answers)
	defer close(answers)

	lines := bufio.NewReader(conn)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		var ms int
		var name string
		if line == "ping\n" {
			answer := make(chan string, 1)
			answer <- "pong\n"
			answers <- answer
		} else if _, err := fmt.Sscanf(line, "job %d %s", &ms, &name); err == nil {
			answer := make(chan string, 1)
			answers <- answer
			go func() { answer <- work(ctx, ms, name) }()
		}
	}
}

// write sends the answers in the order in which their lines came, each when it is there.
func write(conn net.Conn, answers <-chan chan string) {
	for answer := range answers {
		fmt.Fprint(conn, <-answer)
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
