package pool

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"
	"time"

	"socketschool/lab"
)

// The defaults of Limits.
const (
	DefaultPerSession = 8
	DefaultTotal      = 1000
	DefaultIdle       = time.Minute
	DefaultUnseen     = 20 * time.Second
)

// Limits bound what a host runs. The zero value of a field means its default.
type Limits struct {
	PerSession int           // labs of one session that listen
	Total      int           // labs of this host that listen
	Idle       time.Duration // a lab is stopped this long after its last page has gone
	Unseen     time.Duration // the same for a lab to which no page has come; at most Idle
}

func (l *Limits) setDefaults() {
	if l.PerSession <= 0 {
		l.PerSession = DefaultPerSession
	}
	if l.Total <= 0 {
		l.Total = DefaultTotal
	}
	if l.Idle <= 0 {
		l.Idle = DefaultIdle
	}
	if l.Unseen <= 0 {
		l.Unseen = DefaultUnseen
	}
	l.Unseen = min(l.Unseen, l.Idle)
}

// LimitError is returned for a lab that a limit does not allow.
type LimitError struct {
	Name    string        // "labs-per-session" or "labs", as the flag is called
	Limit   int           // its value
	Retry   time.Duration // when to try again
	Session bool          // the limit is the session's, not the host's
}

func (e *LimitError) Error() string {
	if e.Session {
		return fmt.Sprintf("you already look at as many labs as one learner may (%s: %d): close one of their pages first", e.Name, e.Limit)
	}
	return fmt.Sprintf("this host already runs as many labs as it may (%s: %d): try again in a moment", e.Name, e.Limit)
}

// ErrClosed is returned by Start once Close has been called.
var ErrClosed = errors.New("the playground is shutting down")

// Pool runs labs on the host's TCP ports.
type Pool struct {
	limits    Limits
	shared    bool
	stopSweep context.CancelFunc
	swept     chan struct{} // closed when sweep has returned

	stopping sync.WaitGroup // labs that are about to end

	mu      sync.Mutex // taken before a lab's
	closed  bool
	labs    map[string]*entry // by ID
	refused map[string]uint64 // by limit's name
}

// entry is a lab and the session that has started it.
type entry struct {
	*lab.Lab
	owner string
	kept  bool // neither evicted nor stopped for want of a page
}

// New returns a pool that is running. With shared, every lab gets a free port;
// otherwise the program's own port is used while it is free.
func New(limits Limits, shared bool) *Pool {
	limits.setDefaults()
	ctx, cancel := context.WithCancel(context.Background())
	p := &Pool{
		limits:    limits,
		shared:    shared,
		stopSweep: cancel,
		swept:     make(chan struct{}),
		labs:      make(map[string]*entry),
		refused:   make(map[string]uint64),
	}
	go p.sweep(ctx)
	return p
}

// Start starts a program for a session. It returns a *LimitError, ErrClosed, or
// the error of listening.
func (p *Pool) Start(session string, prog lab.Program) (*lab.Lab, error) {
	return p.start(session, prog, false)
}

// StartKept is Start for a lab that is kept until it is stopped, with a page or without.
func (p *Pool) StartKept(owner string, prog lab.Program) (*lab.Lab, error) {
	return p.start(owner, prog, true)
}

func (p *Pool) start(session string, prog lab.Program, kept bool) (*lab.Lab, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, ErrClosed
	}
	if err := p.evictOrRefuse(session); err != nil {
		var limit *LimitError
		if errors.As(err, &limit) {
			p.refused[limit.Name]++
		}
		return nil, err
	}
	ln, err := p.listen(prog.Port)
	if err != nil {
		return nil, fmt.Errorf("no port for the server: %w", err)
	}
	l := lab.Start(lab.Config{Program: prog, Listener: ln})
	p.labs[l.ID()] = &entry{l, session, kept}
	return l, nil
}

func (p *Pool) listen(port int) (net.Listener, error) {
	if !p.shared && port != 0 {
		ln, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err == nil {
			return ln, nil
		}
	}
	return net.Listen("tcp", "127.0.0.1:0")
}

// Get returns the lab with an ID. MayUse says who may use it.
func (p *Pool) Get(id string) (*lab.Lab, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e, ok := p.labs[id]
	if !ok {
		return nil, false
	}
	return e.Lab, true
}

// MayUse reports whether a session may use the lab with an ID. Only the session
// that has started a lab may.
func (p *Pool) MayUse(session, id string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	e, ok := p.labs[id]
	return ok && e.owner == session
}

// Running returns the number of labs that listen.
func (p *Pool) Running() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, e := range p.labs {
		if e.Listening() {
			n++
		}
	}
	return n
}

// Refused returns how many labs the limit of that name has refused so far.
func (p *Pool) Refused(limit string) uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.refused[limit]
}

// sweep calls sweepOnce regularly.
func (p *Pool) sweep(ctx context.Context) {
	defer close(p.swept)
	tick := time.NewTicker(min(p.limits.Unseen/4+time.Millisecond, 5*time.Second))
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			p.sweepOnce()
		}
	}
}

// keepEnded is for how many times Limits.Idle an ended lab's events stay readable.
const keepEnded = 10

// sweepOnce stops labs that have had no page for too long, and removes those
// that have ended.
func (p *Pool) sweepOnce() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for id, e := range p.labs {
		since, ever := e.Unattached()
		switch {
		case e.Listening():
			if !e.kept && (since >= p.limits.Idle || !ever && since >= p.limits.Unseen) {
				p.stop(e)
			}
		case !ever || since >= keepEnded*p.limits.Idle:
			delete(p.labs, id)
		}
	}
}

// Close stops all labs and returns when they have ended.
func (p *Pool) Close() {
	p.stopSweep()
	<-p.swept
	p.mu.Lock()
	p.closed = true
	for _, e := range p.labs {
		p.stop(e)
	}
	p.mu.Unlock()
	p.stopping.Wait()
}

// stop begins to stop a lab and does not wait for its end. The caller holds p.mu.
func (p *Pool) stop(e *entry) {
	e.BeginStop()
	p.stopping.Go(func() { <-e.Done() })
}
