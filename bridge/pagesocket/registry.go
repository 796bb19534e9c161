package pagesocket

import (
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Config configures a Registry. All of it is required.
type Config struct {
	PingInterval time.Duration // after this time without a frame, a heartbeat or a ping is sent
	PageTimeout  time.Duration // a page is disconnected after this time without a frame
	OnTimeout    func()        // called when a page is disconnected for that
	CheckOrigin  func(*http.Request) bool
}

// Registry makes sockets and runs their heartbeat.
type Registry struct {
	cfg   Config
	start time.Time
	clock atomic.Int64 // nanoseconds from start to the last sweep: cheap to read

	mu   sync.Mutex
	open map[*Socket]struct{}
}

// NewRegistry returns a registry without sockets.
func NewRegistry(cfg Config) *Registry {
	return &Registry{cfg: cfg, start: time.Now(), open: make(map[*Socket]struct{})}
}

// Sweep runs the heartbeat of all open sockets. It must be called several times
// in a PingInterval, so that no socket needs a timer of its own.
func (r *Registry) Sweep() { r.sweep(time.Since(r.start)) }

// sweep takes the monotonic time since start. If the sweep is very late, this
// process was suspended, as on a laptop. What pages have sent meanwhile has not
// been read yet, so their timeouts start again.
func (r *Registry) sweep(now time.Duration) {
	suspended := now-time.Duration(r.clock.Swap(int64(now))) > r.cfg.PingInterval/2
	for _, s := range r.snapshot() {
		if suspended {
			s.touch()
		}
		s.beat(now)
	}
}

// AbortAll aborts all open sockets.
func (r *Registry) AbortAll() {
	for _, s := range r.snapshot() {
		s.Abort()
	}
}

// snapshot returns the sockets that are open now.
func (r *Registry) snapshot() []*Socket {
	r.mu.Lock()
	defer r.mu.Unlock()
	open := make([]*Socket, 0, len(r.open))
	for s := range r.open {
		open = append(open, s)
	}
	return open
}

func (r *Registry) add(s *Socket) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.open[s] = struct{}{}
}

func (r *Registry) remove(s *Socket) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.open, s)
}
