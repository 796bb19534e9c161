package lab

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"
	"time"
)

// Limits bound what a host carries. The zero value of a field means its
// default.
type Limits struct {
	PerSession int           // labs one session may have listening; default 8
	Total      int           // labs listening on this host; default 1,000
	Idle       time.Duration // a lab whose pages have all gone is ended after this; default 1 min
	Unseen     time.Duration // the same for a lab that no page has come to; default 20 s, at most Idle
}

func (l *Limits) setDefaults() {
	if l.PerSession <= 0 {
		l.PerSession = 8
	}
	if l.Total <= 0 {
		l.Total = 1000
	}
	if l.Idle <= 0 {
		l.Idle = time.Minute
	}
	if l.Unseen <= 0 {
		l.Unseen = 20 * time.Second
	}
	l.Unseen = min(l.Unseen, l.Idle)
}

// LimitError says which limit refused a lab.
type LimitError struct {
	Name    string        // "labs-per-session" or "labs", as the flag is called
	Limit   int           // its figure
	Retry   time.Duration // when to try again
	Session bool          // the session's own limit, not the host's
}

func (e *LimitError) Error() string {
	if e.Session {
		return fmt.Sprintf("you already look at as many labs as one learner may (%s: %d): close one of their pages first", e.Name, e.Limit)
	}
	return fmt.Sprintf("this host already runs as many labs as it may (%s: %d): try again in a moment", e.Name, e.Limit)
}

// ErrClosed is returned by Start on a pool that is closing.
var ErrClosed = errors.New("the playground is shutting down")

// Pool starts labs on the host's own TCP ports and knows to which session each
// belongs.
type Pool struct {
	limits Limits
	shared bool
	stop   context.CancelFunc
	swept  chan struct{}

	stopping sync.WaitGroup // labs that were made to give way

	mu      sync.Mutex
	closed  bool
	labs    map[string]*owned // by id
	refused map[string]uint64 // by limit's name
}

type owned struct {
	*Lab
	session string
}

// NewPool makes a pool. With shared, every lab gets a port of the system's
// choosing; without it the lesson's own port is used while it is free.
func NewPool(limits Limits, shared bool) *Pool {
	limits.setDefaults()
	ctx, cancel := context.WithCancel(context.Background())
	p := &Pool{
		limits:  limits,
		shared:  shared,
		stop:    cancel,
		swept:   make(chan struct{}),
		labs:    make(map[string]*owned),
		refused: make(map[string]uint64),
	}
	go p.sweep(ctx)
	return p
}

// Start runs a program for a session, on loopback. The error is a *LimitError,
// ErrClosed, or says why no port could be had.
func (p *Pool) Start(session string, prog Program, port int) (*Lab, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, ErrClosed
	}
	if err := p.makeRoom(session); err != nil {
		var limit *LimitError
		if errors.As(err, &limit) {
			p.refused[limit.Name]++
		}
		return nil, err
	}
	ln, err := p.listen(port)
	if err != nil {
		return nil, fmt.Errorf("no port for the server: %w", err)
	}
	l := Start(Config{Program: prog, Listener: ln})
	p.labs[l.ID()] = &owned{l, session}
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

// Get finds a session's lab. Another session's lab is not found.
func (p *Pool) Get(session, id string) (*Lab, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l, ok := p.labs[id]
	if !ok || l.session != session {
		return nil, false
	}
	return l.Lab, true
}

// Running counts the labs that listen now.
func (p *Pool) Running() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, l := range p.labs {
		if l.listening() {
			n++
		}
	}
	return n
}

// Refused counts the labs refused so far by the limit of that name.
func (p *Pool) Refused(limit string) uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.refused[limit]
}

// sweep ends, then forgets, labs that have had no watcher for too long.
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

// keepEnded is for how many times Idle an ended lab's events can still be read.
const keepEnded = 10

func (p *Pool) sweepOnce() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for id, l := range p.labs {
		since, ever := l.unwatched()
		switch {
		case l.listening():
			if since >= p.limits.Idle || !ever && since >= p.limits.Unseen {
				p.end(l)
			}
		case !ever || since >= keepEnded*p.limits.Idle:
			delete(p.labs, id)
		}
	}
}

// Close ends every lab and returns when all have ended.
func (p *Pool) Close() {
	p.stop()
	<-p.swept
	p.mu.Lock()
	p.closed = true
	var all []*owned
	for _, l := range p.labs {
		all = append(all, l)
	}
	for _, l := range all {
		p.end(l)
	}
	p.mu.Unlock()
	p.stopping.Wait()
}

// end begins to stop a lab and does not wait for it. The caller holds p.mu.
func (p *Pool) end(l *owned) {
	l.beginStop()
	p.stopping.Go(func() { <-l.Done() })
}
