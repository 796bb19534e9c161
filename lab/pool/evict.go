package pool

import (
	"slices"
	"time"
)

// How long a lab is safe from eviction in favour of another session.
const (
	graceUnseen = 2 * time.Second // after its start: its page is loading
	graceGone   = 5 * time.Second // after its last page has gone
	graceUnused = time.Minute     // after its start, while no client has connected
)

// evictOrRefuse makes room for one more lab of the session, or returns a
// *LimitError. If the session is at its own limit, the one of its labs is evicted
// that has had no page for the longest time. If the host is full, it evicts, in
// this order:
//
//  1. a lab to which no page has come;
//  2. a lab whose pages have gone;
//  3. the newest lab of the session with most labs, an unused one first;
//  4. the newest lab to which no client has ever connected.
//
// 2 to 4 happen only for a session that has no lab. Ended labs stay for their
// events: for each session as many as it may have running, and in total as many
// as the host may. The caller holds p.mu.
func (p *Pool) evictOrRefuse(session string) error {
	running, own := p.running(session)
	if len(own) >= p.limits.PerSession {
		e := longestUnattached(own, 0)
		if e == nil {
			return &LimitError{"labs-per-session", p.limits.PerSession, 10 * time.Second, true}
		}
		p.stop(e)
		running = slices.DeleteFunc(running, func(other *entry) bool { return other == e })
	}
	if len(running) >= p.limits.Total {
		running = slices.DeleteFunc(running, func(e *entry) bool { return e.kept })
		e := chooseVictim(running, len(own) == 0, p.limits.Total)
		if e == nil {
			return &LimitError{"labs", p.limits.Total, graceGone, false}
		}
		p.stop(e)
	}
	p.removeEnded(session)
	return nil
}

// running returns all labs that listen, and those of the session among them.
func (p *Pool) running(session string) (all, own []*entry) {
	for _, e := range p.labs {
		if !e.Listening() {
			continue
		}
		all = append(all, e)
		if e.owner == session {
			own = append(own, e)
		}
	}
	return all, own
}

// longestUnattached returns the lab that has had no page for the longest time,
// and longer than grace; nil if there is none.
func longestUnattached(labs []*entry, grace time.Duration) (longest *entry) {
	for _, e := range labs {
		if since, _ := e.Unattached(); since > grace {
			longest, grace = e, since
		}
	}
	return longest
}

// chooseVictim returns the lab to evict on a full host, or nil. hasNone says
// whether the session that wants a lab has none.
func chooseVictim(running []*entry, hasNone bool, total int) *entry {
	unseen := slices.DeleteFunc(slices.Clone(running), func(e *entry) bool { _, ever := e.Unattached(); return ever })
	if e := longestUnattached(unseen, graceUnseen); e != nil || !hasNone {
		return e
	}
	if e := longestUnattached(running, graceGone); e != nil {
		return e
	}
	bySession := make(map[string][]*entry)
	var most []*entry
	for _, e := range running {
		bySession[e.owner] = append(bySession[e.owner], e)
		if len(bySession[e.owner]) > len(most) {
			most = bySession[e.owner]
		}
	}
	unused := func(labs []*entry, age time.Duration) []*entry {
		return slices.DeleteFunc(slices.Clone(labs), func(e *entry) bool { return e.Used() || time.Since(e.StartTime()) < age })
	}
	if len(most) > 1 {
		if e := newest(unused(most, 0)); e != nil {
			return e
		}
		if len(most) > total/(len(bySession)+1) {
			return newest(most)
		}
	}
	return newest(unused(running, graceUnused))
}

func byStart(a, b *entry) int { return a.StartTime().Compare(b.StartTime()) }

func newest(labs []*entry) *entry {
	if len(labs) == 0 {
		return nil
	}
	return slices.MaxFunc(labs, byStart)
}

// removeEnded removes the oldest ended labs: those of the session beyond
// Limits.PerSession, and those of the sessions with most of them beyond
// Limits.Total.
func (p *Pool) removeEnded(session string) {
	ended := make(map[string][]*entry)
	n := 0
	for _, e := range p.labs {
		if !e.Listening() {
			ended[e.owner] = append(ended[e.owner], e)
			n++
		}
	}
	removeOldest := func(session string) {
		oldest := slices.MinFunc(ended[session], byStart)
		delete(p.labs, oldest.ID())
		ended[session] = slices.DeleteFunc(ended[session], func(e *entry) bool { return e == oldest })
		n--
	}
	for len(ended[session]) > p.limits.PerSession {
		removeOldest(session)
	}
	for n > p.limits.Total {
		most := session
		for other, labs := range ended {
			if len(labs) > len(ended[most]) {
				most = other
			}
		}
		removeOldest(most)
	}
}
