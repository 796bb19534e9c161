package tab

import (
	"sync"

	"socketschool/wire"
)

// outbox keeps a client's bytes until the server takes them. The page is told
// how many have been taken and holds the rest back itself: to make it wait here
// would be to stop the whole program.
type outbox struct {
	mu     sync.Mutex
	more   sync.Cond
	queue  [][]byte
	fin    step // half-close
	end    bool // the page has gone: nothing comes any more
	broken bool // the server takes no more: what comes is dropped
}

// step is how far something has come that stands in the queue.
type step int

const (
	no step = iota
	wanted
	taken
)

func newOutbox() *outbox {
	o := new(outbox)
	o.more.L = &o.mu
	return o
}

// push takes bytes. After a half-close they are a breach of the protocol.
func (o *outbox) push(p []byte) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.end {
		return nil
	}
	if o.fin != no {
		return wire.ErrAfterFIN
	}
	if !o.broken && len(p) > 0 {
		o.queue = append(o.queue, p)
		o.more.Signal()
	}
	return nil
}

// halfClose puts a FIN behind what is there.
func (o *outbox) halfClose() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.fin == no {
		o.fin = wanted
		o.more.Signal()
	}
}

// close says that nothing comes after what is there.
func (o *outbox) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.end = true
	o.more.Signal()
}

// drop forgets what is there, and what comes.
func (o *outbox) drop() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.broken = true
	o.queue = nil
}

// sendsFIN tells whether the FIN's turn has come.
func (o *outbox) sendsFIN() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.fin == taken
}

// next waits for what is to be done: bytes to write, or else a FIN to send; or
// neither, at the end.
func (o *outbox) next() (p []byte, fin bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for {
		switch {
		case len(o.queue) > 0:
			p = o.queue[0]
			o.queue = o.queue[1:]
			return p, false
		case o.fin == wanted && !o.broken:
			o.fin = taken
			return nil, true
		case o.end:
			return nil, false
		}
		o.more.Wait()
	}
}
