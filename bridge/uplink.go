package bridge

import (
	"errors"
	"net"
	"os"
	"sync"
	"syscall"
	"time"

	"socketschool/wire"
)

const (
	// maxBacklog is how many bytes of a page wait in memory for a server that
	// does not read. While there is room the page is read on, so that a reset
	// or a resume is not stuck behind its own data.
	maxBacklog = 1 << 20

	// patience is how long a write may wait in place before its bytes move to
	// the backlog: most waits are shorter, and need no goroutine.
	patience = 20 * time.Millisecond
)

// uplink writes a page's bytes to the server, in order. A server that takes
// them is written to directly; for one that does not, a goroutine works off a
// bounded backlog.
type uplink struct {
	conn net.Conn
	raw  syscall.RawConn // nil for TLS: a write that timed out would break it
	fail func(error)     // told once, when the server takes no more
	done func()          // told once, when the FIN has gone out

	mu       sync.Mutex
	room     sync.Cond // signalled when the backlog shrinks or ends
	backlog  []byte
	inFlight int  // bytes that drain is writing now
	draining bool // a goroutine works on the backlog
	fin      bool // half-close once the backlog is out
	err      error
}

func newUplink(conn net.Conn, raw syscall.RawConn, fail func(error), done func()) *uplink {
	u := &uplink{conn: conn, raw: raw, fail: fail, done: done}
	u.room.L = &u.mu
	return u
}

// write sends p, or keeps a copy of what the server does not take now. It
// blocks while the backlog is full; stalled brackets that wait.
func (u *uplink) write(p []byte, stalled func(bool)) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.err != nil {
		return // the end is on its way to the page
	}
	if !u.draining && u.raw != nil {
		n, err := u.writeThrough(p)
		if err != nil {
			u.failed(err)
			return
		}
		p = p[n:]
	}
	for len(p) > 0 && u.err == nil {
		n := min(len(p), maxBacklog-len(u.backlog)-u.inFlight)
		if n == 0 {
			stalled(true)
			u.room.Wait()
			stalled(false)
			continue
		}
		u.backlog = append(u.backlog, p[:n]...)
		p = p[n:]
		if !u.draining {
			u.draining = true
			go u.drain()
		}
	}
}

// writeThrough writes in place for as long as that takes no longer than
// patience.
func (u *uplink) writeThrough(p []byte) (int, error) {
	n, err := writeNow(u.raw, p)
	if err != nil || n == len(p) {
		return n, err
	}
	_ = u.conn.SetWriteDeadline(time.Now().Add(patience))
	more, err := u.conn.Write(p[n:])
	_ = u.conn.SetWriteDeadline(time.Time{})
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = nil
	}
	return n + more, err
}

// drain writes the backlog until it is empty, then the FIN if that is due.
func (u *uplink) drain() {
	u.mu.Lock()
	defer u.mu.Unlock()
	for len(u.backlog) > 0 && u.err == nil {
		chunk := u.backlog
		u.backlog, u.inFlight = nil, len(chunk)
		u.mu.Unlock()
		_, err := u.conn.Write(chunk)
		u.mu.Lock()
		u.inFlight = 0
		u.room.Broadcast()
		if err != nil {
			u.failed(err)
		}
	}
	u.draining = false
	u.room.Broadcast()
	if u.fin && u.err == nil {
		u.sendFIN()
	}
}

// halfClose sends the FIN behind everything written so far.
func (u *uplink) halfClose() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.fin || u.err != nil {
		return
	}
	u.fin = true
	if !u.draining {
		u.sendFIN()
	}
}

func (u *uplink) sendFIN() {
	if err := wire.CloseWrite(u.conn); err != nil {
		u.failed(err)
		return
	}
	u.done()
}

// wait returns once nothing is being written any more: all is out, or the
// connection has ended.
func (u *uplink) wait() {
	u.mu.Lock()
	defer u.mu.Unlock()
	for u.draining {
		u.room.Wait()
	}
}

func (u *uplink) failed(err error) {
	if u.err == nil {
		u.err = err
		u.backlog = nil
		u.room.Broadcast()
		u.fail(err)
	}
}
