// Learner sees: has left still has its place in the queue
// Package workers does jobs for its clients, two at a time.
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

	jobs := make(chan job, 2)
	for range 2 {
		running.Go(func() { worker(ctx, jobs) })
	}

	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		running.Go(func() { handle(ctx, conn, jobs) })
	}
}

// handle serves one client. Its jobs end with it.
func handle(ctx context.Context, conn net.Conn, jobs chan<- job) {
	defer conn.Close()
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	context.AfterFunc(ctx, func() { conn.Close() })

	lines := bufio.NewReader(conn)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		var ms int
		var name string
		if line == "ping\n" {
			fmt.Fprint(conn, "pong\n")
		} else if _, err := fmt.Sscanf(line, "job %d %s", &ms, &name); err == nil {
			select {
			case jobs <- job{ctx, ms, func() { fmt.Fprintf(conn, "done %s\n", name) }}:
			default:
				fmt.Fprintf(conn, "busy %s\n", name)
			}
		}
	}
}

// job is what a client has asked for.
type job struct {
	ctx  context.Context // ends when the client leaves
	ms   int
	done func()
}

// worker does one job after the other.
func worker(ctx context.Context, jobs <-chan job) {
	for {
		select {
		case j := <-jobs:
			if work(j.ctx, j.ms) {
				j.done()
			}
		case <-ctx.Done():
			return
		}
	}
}

// work stands for a computation that takes so many milliseconds. It reports whether
// it came to its end before ctx did. It is code that you may not change.
func work(ctx context.Context, ms int) bool {
	select {
	case <-time.After(time.Duration(ms) * time.Millisecond):
		return true
	case <-ctx.Done():
		return false
	}
}
