package workers

import "context"

// pool has a channel for its queue.
type pool struct{ tasks chan *task }

func newPool(workers, maxQueue int) *pool {
	return &pool{tasks: make(chan *task, maxQueue)}
}

// submit puts a task into the queue. If that is full, it waits for room.
func (p *pool) submit(t *task) bool {
	select {
	case p.tasks <- t:
	case <-t.ctx.Done():
	}
	return true
}

// work is a worker: it does one task after the other until ctx ends.
func (p *pool) work(ctx context.Context) {
	for {
		select {
		case t := <-p.tasks:
			t.run()
		case <-ctx.Done():
			return
		}
	}
}

func (p *pool) drop(t *task) {}
