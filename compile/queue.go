package compile

import (
	"context"
	"slices"
	"sync"
	"time"
)

const (
	// maxWaiting bounds how many builds wait, those of addresses that go first aside.
	// Each holds at most 64 KiB of source.
	maxWaiting = 1000

	// maxAtAddress bounds how many builds of one address wait. A class of 300 may
	// share an address.
	maxAtAddress = maxWaiting / 2

	// maxWithoutSession bounds how many builds of one address wait that have no session.
	maxWithoutSession = 16
)

// Learner says who asks for a build.
type Learner struct {
	// Session has one build at a time, and a newer one replaces it. It is empty where
	// the request began the session, as each request of a client without cookies does:
	// such builds run one after another, those of an address.
	Session string

	Address string // of the client; addresses share the processors evenly

	// First is set for an address whose builds go before all of other addresses.
	First bool
}

// queue lets a few builds run at once. Of the others, those of an address that goes first
// run next, and of equals one whose address has used least of the processors, and of its sessions the one that has used least: a
// client with many sessions takes time from its own address alone.
type queue struct {
	mu        sync.Mutex
	free      int // slots
	waiting   int
	arrivals  int // counts tickets
	clock     clock
	addresses map[string]*addressShare
}

// ticket is a build that waits or runs.
type ticket struct {
	lane    *lane
	arrival int
	cancel  context.CancelCauseFunc
	granted chan struct{} // closed when the build may run
	moved   chan struct{} // has a value when place has changed
	place   int           // in the queue, from 1; 0 if it does not wait
}

func newQueue(slots int) *queue {
	return &queue{free: slots, addresses: make(map[string]*addressShare)}
}

// enter waits for a slot, and calls report with each place in the queue, from 1. A
// build of the same session that waits is replaced, and its place taken over; one that
// runs is cancelled, and the new one waits for those who have used less. The context
// that enter returns ends when a newer build of the session enters. The caller must
// call leave with the processor time that was used. The error is ErrBusy, ErrCrowded
// or the context's cause.
func (q *queue) enter(ctx context.Context, who Learner, report func(place int)) (_ context.Context, leave func(used time.Duration), err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	t := &ticket{cancel: cancel, granted: make(chan struct{}), moved: make(chan struct{}, 1)}
	if err := q.add(t, who); err != nil {
		cancel(nil)
		return nil, nil, err
	}
	last := 0
	for {
		select {
		case <-ctx.Done():
			q.remove(t, 0)
			return nil, nil, context.Cause(ctx)
		case <-t.granted:
			return ctx, func(used time.Duration) { q.remove(t, used) }, nil
		case <-t.moved:
			if place := q.placeOf(t); place > 0 && place != last {
				last = place
				report(place)
			}
		}
	}
}

func (q *queue) add(t *ticket, who Learner) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	defer q.forget()
	l := q.laneOf(who)
	t.lane = l
	for _, other := range q.lanesOf(who.Session) {
		other.cancel(other != l)
	}
	switch {
	case !l.shared && len(l.waiting) > 0:
		former := l.waiting[0]
		former.cancel(ErrReplaced)
		t.arrival = former.arrival
		l.waiting[0] = t
	case q.waiting >= maxWaiting && !who.First:
		return ErrBusy
	case l.shared && len(l.waiting) >= maxWithoutSession, l.address.builds() >= maxAtAddress:
		return ErrCrowded
	default:
		q.arrivals++
		t.arrival = q.arrivals
		l.waiting = append(l.waiting, t)
		q.waiting++
	}
	q.schedule()
	return nil
}

// replace cancels the builds of a session that needs no new one.
func (q *queue) replace(who Learner) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, l := range q.lanesOf(who.Session) {
		l.cancel(true)
	}
}

// remove takes a ticket out, whether it waits, runs or has been replaced, and charges
// its lane if it has run.
func (q *queue) remove(t *ticket, used time.Duration) {
	t.cancel(nil)
	q.mu.Lock()
	defer q.mu.Unlock()
	l := t.lane
	if l.running == t {
		l.charge(used - usualCost)
		q.advance(l, used)
		l.running = nil
		q.free++
	} else if i := slices.Index(l.waiting, t); i >= 0 {
		l.waiting = slices.Delete(l.waiting, i, i+1)
		q.waiting--
	}
	q.schedule()
	q.forget()
}

// schedule grants free slots to the first tickets whose lanes have no build that runs,
// and reports the places of the others. The lock is held.
func (q *queue) schedule() {
	place := 0
	for _, t := range q.order() {
		if q.free > 0 && t.lane.running == nil {
			t.lane.waiting = slices.DeleteFunc(t.lane.waiting, func(w *ticket) bool { return w == t })
			t.lane.running = t
			t.place = 0
			q.waiting--
			q.free--
			t.lane.charge(usualCost)
			close(t.granted)
			continue
		}
		place++
		if t.place != place {
			t.place = place
			select {
			case t.moved <- struct{}{}:
			default:
			}
		}
	}
}

func (q *queue) placeOf(t *ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return t.place
}

// state returns how many builds wait and how many run.
func (q *queue) state() (waiting, running int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, a := range q.addresses {
		for _, l := range a.lanes {
			if l.running != nil {
				running++
			}
		}
	}
	return q.waiting, running
}
