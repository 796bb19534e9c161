package workers

import (
	"context"
	"slices"
	"sync"
)

// pool hands tasks to its workers, and queues a few.
type pool struct {
	tasks    chan *task // to the workers that are free
	maxQueue int

	mu    sync.Mutex
	free  int     // workers without a task
	queue []*task // in the order in which they came
}

func newPool(workers, maxQueue int) *pool {
	return &pool{tasks: make(chan *task, workers), maxQueue: maxQueue, free: workers}
}

// submit hands a task to a free worker, or queues it. It never waits: if the
// queue is full as well, it returns false.
func (p *pool) submit(t *task) bool {
	p.mu.Lock()
	defer p.mu.Unlock()

	switch {
	case p.free > 0:
		p.free--
		p.tasks <- t // has room for a task of each worker
	case len(p.queue) < p.maxQueue:
		p.queue = append(p.queue, t)
	default:
		return false
	}
	return true
}

// work is a worker: it does one task after the other until ctx ends.
func (p *pool) work(ctx context.Context) {
	for {
		select {
		case t := <-p.tasks:
			for t != nil {
				t.run()
				t = p.next()
			}
		case <-ctx.Done():
			return
		}
	}
}

// next takes the first task off the queue. It returns nil if there is none, and
// the worker is free.
func (p *pool) next() *task {
	p.mu.Lock()
	defer p.mu.Unlock()

	if len(p.queue) == 0 {
		p.free++
		return nil
	}
	t := p.queue[0]
	p.queue = slices.Delete(p.queue, 0, 1)
	return t
}

// drop takes a task off the queue, if it still waits there.
func (p *pool) drop(t *task) {
	p.mu.Lock()
	defer p.mu.Unlock()

	if i := slices.Index(p.queue, t); i >= 0 {
		p.queue = slices.Delete(p.queue, i, i+1)
	}
}
