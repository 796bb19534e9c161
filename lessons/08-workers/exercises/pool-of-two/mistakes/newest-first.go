// Learner sees: The newest job began first
// Package workers does jobs for its clients, two at a time.
package workers

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"sync"
	"time"
)

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var running sync.WaitGroup
	defer running.Wait()
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()

	pool := &pool{}

	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		running.Go(func() { handle(ctx, conn, pool) })
	}
}

// handle serves one client. Its jobs end with it.
func handle(ctx context.Context, conn net.Conn, pool *pool) {
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
			done := func() { fmt.Fprintf(conn, "done %s\n", name) }
			if !pool.submit(&job{ctx, ms, done}) {
				fmt.Fprintf(conn, "busy %s\n", name)
			}
		}
	}
}

const (
	maxWorking = 2
	maxWaiting = 2
)

// job is what a client has asked for.
type job struct {
	ctx  context.Context // ends when the client leaves
	ms   int
	done func()
}

// pool does two jobs at a time, and queues two more.
type pool struct {
	mu      sync.Mutex
	working int
	waiting []*job
}

// submit starts a job, or queues it. It returns false if there is no room.
func (p *pool) submit(j *job) bool {
	p.mu.Lock()
	defer p.mu.Unlock()

	switch {
	case p.working < maxWorking:
		p.working++
		go p.work(j)
	case len(p.waiting) < maxWaiting:
		p.waiting = append(p.waiting, j)
		context.AfterFunc(j.ctx, func() { p.drop(j) })
	default:
		return false
	}
	return true
}

// work does a job, and then those that wait, until none is left.
func (p *pool) work(j *job) {
	for ; j != nil; j = p.next() {
		if work(j.ctx, j.ms) {
			j.done()
		}
	}
}

// next takes the first job off the queue. It returns nil if there is none.
func (p *pool) next() *job {
	p.mu.Lock()
	defer p.mu.Unlock()

	if len(p.waiting) == 0 {
		p.working--
		return nil
	}
	last := len(p.waiting) - 1
	j := p.waiting[last]
	p.waiting = p.waiting[:last]
	return j
}

// drop takes a job off the queue, if it still waits.
func (p *pool) drop(j *job) {
	p.mu.Lock()
	defer p.mu.Unlock()

	if i := slices.Index(p.waiting, j); i >= 0 {
		p.waiting = slices.Delete(p.waiting, i, i+1)
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
