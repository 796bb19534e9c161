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

	pool := startPool(ctx, &running)

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
			if !pool.put(job{ctx, conn, ms, name}) {
				fmt.Fprintf(conn, "busy %s\n", name)
			}
		}
	}
}

// job is what a client has asked for.
type job struct {
	ctx  context.Context // ends when the client leaves
	conn net.Conn
	ms   int
	name string
}

// pool has two workers, which wait for its condition.
type pool struct {
	sync.Mutex
	more    *sync.Cond
	jobs    []job // those in work are not among them
	idle    int
	stopped bool
}

func startPool(ctx context.Context, running *sync.WaitGroup) *pool {
	p := &pool{idle: 2}
	p.more = sync.NewCond(p)
	for range 2 {
		running.Go(p.work)
	}
	running.Go(func() {
		<-ctx.Done()
		p.Lock()
		defer p.Unlock()
		p.stopped = true
		p.more.Broadcast()
	})
	return p
}

// work does jobs until the pool is stopped.
func (p *pool) work() {
	p.Lock()
	defer p.Unlock()
	for {
		for len(p.jobs) == 0 && !p.stopped {
			p.more.Wait()
		}
		if p.stopped {
			return
		}
		j := p.jobs[0]
		p.jobs = p.jobs[1:]
		p.idle--
		p.Unlock()
		if work(j.ctx, j.ms) {
			fmt.Fprintf(j.conn, "done %s\n", j.name)
		}
		p.Lock()
		p.idle++
	}
}

// put queues a job, if there is room. A job whose client has left takes none.
func (p *pool) put(j job) bool {
	p.Lock()
	defer p.Unlock()
	var left []job
	for _, j := range p.jobs {
		if j.ctx.Err() == nil {
			left = append(left, j)
		}
	}
	p.jobs = left
	if len(p.jobs) >= p.idle+2 {
		return false
	}
	p.jobs = append(p.jobs, j)
	p.more.Signal()
	return true
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
