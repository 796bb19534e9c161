package compile

import (
	"slices"
	"time"
)

// usualCost is what a build is charged when it begins. Its end corrects that to the
// processor time that it has used.
const usualCost = 500 * time.Millisecond

// share is what an address, or a lane of it, has had of the processors. The one that
// has had least is served next, as in weighted fair queueing: used is its finish tag, and
// a clock the virtual time.
type share struct{ used time.Duration }

// begin makes a share that had nothing to do begin at the clock of those that had: it
// can neither save up time nor catch up on any.
func (s *share) begin(clock time.Duration) { s.used = max(s.used, clock) }

// clock is what those who want to build have had each, on average, since it began.
type clock struct{ time.Duration }

func (c *clock) advance(cost time.Duration, among int) {
	c.Duration += cost / time.Duration(max(1, among))
}

// addressShare has the lanes of an address.
type addressShare struct {
	share
	first bool  // goes before those that do not
	clock clock // of the lanes
	lanes map[string]*lane
}

// lane has the builds of a session, or those of an address that have no session. One
// of them runs at a time.
type lane struct {
	share
	address *addressShare
	shared  bool // by clients without a session: none replaces another's build
	waiting []*ticket
	running *ticket
}

func (l *lane) active() bool { return l.running != nil || len(l.waiting) > 0 }

// cancel cancels the build that runs, and those that wait if all is set, for a newer
// one of the session.
func (l *lane) cancel(all bool) {
	if l.running != nil {
		l.running.cancel(ErrReplaced)
	}
	for _, t := range l.waiting {
		if all {
			t.cancel(ErrReplaced)
		}
	}
}

// lanesActive returns how many lanes have builds.
func (a *addressShare) lanesActive() (n int) {
	for _, l := range a.lanes {
		if l.active() {
			n++
		}
	}
	return n
}

// builds returns how many builds wait at the address.
func (a *addressShare) builds() (n int) {
	for _, l := range a.lanes {
		n += len(l.waiting)
	}
	return n
}

// charge adds to what a lane and its address have had.
func (l *lane) charge(cost time.Duration) {
	l.used += cost
	l.address.used += cost
}

// advance moves the clocks on by what a build of the lane has cost.
func (q *queue) advance(l *lane, cost time.Duration) {
	l.address.clock.advance(cost, l.address.lanesActive())
	active := 0
	for _, a := range q.addresses {
		if a.lanesActive() > 0 {
			active++
		}
	}
	q.clock.advance(cost, active)
}

// laneOf returns the learner's lane.
func (q *queue) laneOf(who Learner) *lane {
	a := q.addresses[who.Address]
	if a == nil {
		a = &addressShare{lanes: make(map[string]*lane)}
		q.addresses[who.Address] = a
	}
	a.first = who.First
	if a.lanesActive() == 0 {
		a.begin(q.clock.Duration)
	}
	l := a.lanes[who.Session]
	if l == nil {
		l = &lane{address: a, shared: who.Session == ""}
		a.lanes[who.Session] = l
	}
	if !l.active() {
		l.begin(a.clock.Duration)
	}
	return l
}

// lanesOf returns the lanes of a session: a client can come from several addresses.
func (q *queue) lanesOf(session string) (lanes []*lane) {
	if session == "" {
		return nil
	}
	for _, a := range q.addresses {
		if l := a.lanes[session]; l != nil {
			lanes = append(lanes, l)
		}
	}
	return lanes
}

// forget removes shares that mean nothing any more: those without builds that have had
// no more than the others. Once there are no builds, it removes all.
func (q *queue) forget() {
	busy := false
	for key, a := range q.addresses {
		for key, l := range a.lanes {
			if !l.active() && l.used <= a.clock.Duration {
				delete(a.lanes, key)
			}
		}
		active := a.lanesActive() > 0
		busy = busy || active
		if !active && a.used <= q.clock.Duration {
			delete(q.addresses, key)
		}
	}
	if !busy {
		clear(q.addresses)
		q.clock = clock{}
	}
}

// turn is a build that waits, with what decides about its place.
type turn struct {
	*ticket
	inAddress, inAll time.Duration // what lane and address will have had before it
}

// order returns the builds that wait in the order in which they will run, if each
// costs as much as usual.
func (q *queue) order() []*ticket {
	var all []turn
	for _, a := range q.addresses {
		var turns []turn
		for _, l := range a.lanes {
			for i, t := range l.waiting {
				turns = append(turns, turn{t, l.used + time.Duration(i)*usualCost, 0})
			}
		}
		slices.SortFunc(turns, func(x, y turn) int { return compare(x.inAddress, y.inAddress, x, y) })
		for i := range turns {
			turns[i].inAll = a.used + time.Duration(i)*usualCost
		}
		all = append(all, turns...)
	}
	slices.SortFunc(all, func(x, y turn) int {
		switch firstX, firstY := x.lane.address.first, y.lane.address.first; {
		case firstX && !firstY:
			return -1
		case firstY && !firstX:
			return 1
		}
		return compare(x.inAll, y.inAll, x, y)
	})
	tickets := make([]*ticket, len(all))
	for i, t := range all {
		tickets[i] = t.ticket
	}
	return tickets
}

// compare orders by what was used, and of equals by who came first.
func compare(usedX, usedY time.Duration, x, y turn) int {
	if usedX != usedY {
		return int(max(-1, min(1, usedX-usedY)))
	}
	return x.arrival - y.arrival
}
