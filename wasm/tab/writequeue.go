package tab

import (
	"sync"

	"socketschool/protocol"
)

// writeQueue holds a client's bytes until the server takes them. It has no limit:
// the page learns how many bytes were written and holds the rest back itself,
// since to block here would block the whole program.
type writeQueue struct {
	mu      sync.Mutex
	changed sync.Cond
	queue   [][]byte
	fin     finState
	closed  bool // nothing more is pushed
	dropped bool // the server takes no more
}

// finState is the state of the page's half-close.
type finState int

const (
	finNone finState = iota
	finQueued
	finSent
)

func newWriteQueue() *writeQueue {
	q := new(writeQueue)
	q.changed.L = &q.mu
	return q
}

// push queues p. It returns protocol.ErrAfterFIN after halfClose.
func (q *writeQueue) push(p []byte) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return nil
	}
	if q.fin != finNone {
		return protocol.ErrAfterFIN
	}
	if !q.dropped && len(p) > 0 {
		q.queue = append(q.queue, p)
		q.changed.Signal()
	}
	return nil
}

// halfClose queues a FIN.
func (q *writeQueue) halfClose() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.fin == finNone {
		q.fin = finQueued
		q.changed.Signal()
	}
}

// close ends the queue: next returns what is queued, then nil.
func (q *writeQueue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.changed.Signal()
}

// drop discards what is queued, and what is pushed from now on.
func (q *writeQueue) drop() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.dropped = true
	q.queue = nil
}

// finSent reports whether next has returned the FIN.
func (q *writeQueue) finSent() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.fin == finSent
}

// next waits for something to write and returns it: bytes, or fin for a FIN, or
// neither if the queue is closed.
func (q *writeQueue) next() (p []byte, fin bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		switch {
		case len(q.queue) > 0:
			p = q.queue[0]
			q.queue = q.queue[1:]
			return p, false
		case q.fin == finQueued && !q.dropped:
			q.fin = finSent
			return nil, true
		case q.closed:
			return nil, false
		}
		q.changed.Wait()
	}
}
