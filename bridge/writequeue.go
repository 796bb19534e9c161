package bridge

import (
	"errors"
	"net"
	"os"
	"sync"
	"syscall"
	"time"

	"socketschool/bridge/rawio"
	"socketschool/protocol"
)

const (
	// maxQueue bounds the bytes of a page that are queued for a server that
	// does not read. While there is room the page is read on, so that a reset
	// or a resume does not wait behind the page's own data.
	maxQueue = 1 << 20

	// inlineWriteTimeout is how long a write may block before its bytes move to
	// the queue. Most writes take less, and need no goroutine.
	inlineWriteTimeout = 20 * time.Millisecond
)

// errDropped is the error of a queue after drop.
var errDropped = errors.New("the queue was dropped")

// writeQueue writes a page's bytes to the server, in order. It writes directly
// while the server reads, and from a goroutine with a bounded queue while it does
// not.
type writeQueue struct {
	conn     net.Conn
	raw      syscall.RawConn // nil for TLS, which a write that timed out would break
	onFailed func(error)     // called once, with the error of a write
	onFIN    func()          // called once, after the FIN has been sent

	mu       sync.Mutex
	changed  sync.Cond // the queue has become shorter, or drain has returned
	queue    []byte
	writing  int  // bytes that drain writes now
	draining bool // drain runs
	fin      bool // send a FIN after the queue
	err      error
}

func newWriteQueue(conn net.Conn, raw syscall.RawConn, onFailed func(error), onFIN func()) *writeQueue {
	q := &writeQueue{conn: conn, raw: raw, onFailed: onFailed, onFIN: onFIN}
	q.changed.L = &q.mu
	return q
}

// write writes p, or queues a copy of what the server does not take at once. It
// blocks while the queue is full, and calls setStalled before and after that.
// After an error it does nothing.
func (q *writeQueue) write(p []byte, setStalled func(bool)) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.err != nil {
		return
	}
	if !q.draining && q.raw != nil {
		n, err := q.writeInline(p)
		if err != nil {
			q.fail(err)
			return
		}
		p = p[n:]
	}
	for len(p) > 0 && q.err == nil {
		n := min(len(p), maxQueue-len(q.queue)-q.writing)
		if n == 0 {
			setStalled(true)
			q.changed.Wait()
			setStalled(false)
			continue
		}
		q.queue = append(q.queue, p[:n]...)
		p = p[n:]
		if !q.draining {
			q.draining = true
			go q.drain()
		}
	}
}

// writeInline writes for at most inlineWriteTimeout. It returns how many bytes
// it has written.
func (q *writeQueue) writeInline(p []byte) (int, error) {
	n, err := rawio.TryWrite(q.raw, p)
	if err != nil || n == len(p) {
		return n, err
	}
	_ = q.conn.SetWriteDeadline(time.Now().Add(inlineWriteTimeout))
	more, err := q.conn.Write(p[n:])
	_ = q.conn.SetWriteDeadline(time.Time{})
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = nil
	}
	return n + more, err
}

// drain writes the queue until it is empty, then the FIN if halfClose was called.
func (q *writeQueue) drain() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.queue) > 0 && q.err == nil {
		chunk := q.queue
		q.queue, q.writing = nil, len(chunk)
		q.mu.Unlock()
		_, err := q.conn.Write(chunk)
		q.mu.Lock()
		q.writing = 0
		q.changed.Broadcast()
		if err != nil {
			q.fail(err)
		}
	}
	q.draining = false
	q.changed.Broadcast()
	if q.fin && q.err == nil {
		q.sendFIN()
	}
}

// halfClose sends the FIN after everything written so far.
func (q *writeQueue) halfClose() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.fin || q.err != nil {
		return
	}
	q.fin = true
	if !q.draining {
		q.sendFIN()
	}
}

func (q *writeQueue) sendFIN() {
	if err := protocol.CloseWrite(q.conn); err != nil {
		q.fail(err)
		return
	}
	q.onFIN()
}

// drop discards what is queued and not being written. write and halfClose do nothing from
// then on.
func (q *writeQueue) drop() {
	_ = q.conn.SetWriteDeadline(protocol.Expired) // ends a write that blocks
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.err == nil {
		q.err = errDropped
		q.queue = nil
		q.changed.Broadcast()
	}
}

// wait returns when drain has returned: all is written, or a write has failed.
func (q *writeQueue) wait() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.draining {
		q.changed.Wait()
	}
}

// fail records the first error of a write and drops the queue.
func (q *writeQueue) fail(err error) {
	if q.err == nil {
		q.err = err
		q.queue = nil
		q.changed.Broadcast()
		q.onFailed(err)
	}
}
