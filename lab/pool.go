package lab

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Limits bound what a host carries. The zero value of a field means its
// default.
type Limits struct {
	PerSession int           // labs one session may have listening; default 8
	Total      int           // labs listening on this host; default 500
	Idle       time.Duration // a lab that nobody watches is ended after this; default 10 min
}

func (l *Limits) setDefaults() {
	if l.PerSession <= 0 {
		l.PerSession = 8
	}
	if l.Total <= 0 {
		l.Total = 500
	}
	if l.Idle <= 0 {
		l.Idle = 10 * time.Minute
	}
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
		return fmt.Sprintf("you already run as many labs as one learner may (%s: %d): stop one first", e.Name, e.Limit)
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

// makeRoom refuses a lab over a limit. Ended labs are kept for their events,
// as long as they do not stand in the way of new ones.
func (p *Pool) makeRoom(session string) error {
	mine := func(l *owned) bool { return l.session == session }
	all := func(*owned) bool { return true }
	if !p.forget(mine, p.limits.PerSession) {
		return &LimitError{"labs-per-session", p.limits.PerSession, 10 * time.Second, true}
	}
	if !p.forget(all, p.limits.Total) {
		return &LimitError{"labs", p.limits.Total, 30 * time.Second, false}
	}
	return nil
}

// forget drops ended labs, oldest first, until fewer than limit of those that
// count are left; it reports whether it came so far.
func (p *Pool) forget(counts func(*owned) bool, limit int) bool {
	var ended []*owned
	n := 0
	for _, l := range p.labs {
		if !counts(l) {
			continue
		}
		n++
		if !l.listening() {
			ended = append(ended, l)
		}
	}
	slices.SortFunc(ended, func(a, b *owned) int { return a.started.Compare(b.started) })
	for _, l := range ended {
		if n < limit {
			break
		}
		delete(p.labs, l.ID())
		n--
	}
	return n < limit
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

// sweep ends, then forgets, what nobody has watched for the idle time.
func (p *Pool) sweep(ctx context.Context) {
	defer close(p.swept)
	tick := time.NewTicker(min(p.limits.Idle/4+time.Millisecond, 30*time.Second))
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

func (p *Pool) sweepOnce() {
	var idle []*owned
	p.mu.Lock()
	for id, l := range p.labs {
		if l.unwatched() < p.limits.Idle {
			continue
		}
		if l.listening() {
			idle = append(idle, l)
		} else {
			delete(p.labs, id)
		}
	}
	p.mu.Unlock()
	stopAll(idle)
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
	p.mu.Unlock()
	stopAll(all)
}

func stopAll(labs []*owned) {
	var wg sync.WaitGroup
	for _, l := range labs {
		wg.Go(l.Stop)
	}
	wg.Wait()
}
