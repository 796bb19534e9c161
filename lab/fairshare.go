package lab

import (
	"slices"
	"time"
)

// When a lab that somebody may still want gives way to another session. The
// page of a lab that has just been started is on its way.
const (
	graceUnseen = 2 * time.Second
	graceGone   = 5 * time.Second
	graceUnused = time.Minute
)

// makeRoom makes room for one more lab of the session, or returns a
// *LimitError. At its own limit, a session's lab that has gone without a watcher
// longest gives way. On a full host, labs give way in this order:
//
//  1. one that no page has come to;
//  2. one whose pages have gone;
//  3. the newest of the session that holds most, an unused one first;
//  4. the newest that no client has ever connected to.
//
// Those from 2 on give way only to a session that has no lab. Ended labs are
// kept for their events: as many for each session as it may have running, and
// in all as many as the host may.
func (p *Pool) makeRoom(session string) error {
	running, mine := p.running(session)
	if len(mine) >= p.limits.PerSession {
		gone := longestGone(mine, 0)
		if gone == nil {
			return &LimitError{"labs-per-session", p.limits.PerSession, 10 * time.Second, true}
		}
		p.end(gone)
		running = slices.DeleteFunc(running, func(l *owned) bool { return l == gone })
	}
	if len(running) >= p.limits.Total {
		l := giveWay(running, len(mine) == 0, p.limits.Total)
		if l == nil {
			return &LimitError{"labs", p.limits.Total, graceGone, false}
		}
		p.end(l)
	}
	p.forgetEnded(session)
	return nil
}

// running returns the labs that listen, the session's own among them and apart.
func (p *Pool) running(session string) (all, mine []*owned) {
	for _, l := range p.labs {
		if !l.listening() {
			continue
		}
		all = append(all, l)
		if l.session == session {
			mine = append(mine, l)
		}
	}
	return all, mine
}

// longestGone returns the lab that has had no watcher for longest, and for
// grace at least; nil if there is none.
func longestGone(labs []*owned, grace time.Duration) (longest *owned) {
	for _, l := range labs {
		if since, _ := l.unwatched(); since > grace {
			longest, grace = l, since
		}
	}
	return longest
}

// giveWay chooses the lab that gives way on a full host, or returns nil.
func giveWay(running []*owned, needy bool, total int) *owned {
	unseen := slices.DeleteFunc(slices.Clone(running), func(l *owned) bool { _, ever := l.unwatched(); return ever })
	if l := longestGone(unseen, graceUnseen); l != nil || !needy {
		return l
	}
	if l := longestGone(running, graceGone); l != nil {
		return l
	}
	held := make(map[string][]*owned)
	var most []*owned
	for _, l := range running {
		held[l.session] = append(held[l.session], l)
		if len(held[l.session]) > len(most) {
			most = held[l.session]
		}
	}
	unused := func(labs []*owned, age time.Duration) []*owned {
		return slices.DeleteFunc(slices.Clone(labs), func(l *owned) bool { return l.used() || time.Since(l.started) < age })
	}
	if len(most) > 1 {
		if l := newest(unused(most, 0)); l != nil {
			return l
		}
		if len(most) > total/(len(held)+1) {
			return newest(most)
		}
	}
	return newest(unused(running, graceUnused))
}

func newest(labs []*owned) *owned {
	if len(labs) == 0 {
		return nil
	}
	return slices.MaxFunc(labs, func(a, b *owned) int { return a.started.Compare(b.started) })
}

// forgetEnded drops the oldest ended labs: of the session, beyond what it may
// have running; of the session that has most of them, beyond the host's limit.
func (p *Pool) forgetEnded(session string) {
	ended := make(map[string][]*owned)
	n := 0
	for _, l := range p.labs {
		if !l.listening() {
			ended[l.session] = append(ended[l.session], l)
			n++
		}
	}
	drop := func(session string) {
		oldest := slices.MinFunc(ended[session], func(a, b *owned) int { return a.started.Compare(b.started) })
		delete(p.labs, oldest.ID())
		ended[session] = slices.DeleteFunc(ended[session], func(l *owned) bool { return l == oldest })
		n--
	}
	for len(ended[session]) > p.limits.PerSession {
		drop(session)
	}
	for n > p.limits.Total {
		most := session
		for other, labs := range ended {
			if len(labs) > len(ended[most]) {
				most = other
			}
		}
		drop(most)
	}
}
