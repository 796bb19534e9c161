package live

// ShareSnapshots sets how snapshots reach the other hosts. It is called before the first
// request.
func (l *Live) ShareSnapshots(share func(Snapshot)) { l.looks.share = share }

// TakeShared passes a snapshot of another host to those who look at the member from here.
func (l *Live) TakeShared(s Snapshot) {
	l.looks.mu.Lock()
	defer l.looks.mu.Unlock()
	if at := l.looks.looks[lookKey{s.Room, s.Member}]; at != nil && len(at.feeds) > 0 {
		at.take(s)
	}
}

// ShareLast shares the last snapshot of a member, if this host has one, for a host that
// begins to look at the member.
func (l *Live) ShareLast(code, id string) {
	l.looks.mu.Lock()
	at := l.looks.looks[lookKey{code, id}]
	var last *Snapshot
	if at != nil {
		last = at.last
	}
	l.looks.mu.Unlock()
	if last != nil && l.looks.share != nil {
		l.looks.share(*last)
	}
}

// ForgetSnapshots drops those that were kept for looks from other hosts which have ended.
func (l *Live) ForgetSnapshots() {
	l.looks.mu.Lock()
	defer l.looks.mu.Unlock()
	for key, at := range l.looks.looks {
		if len(at.feeds) == 0 && !l.school.LooksElsewhere(key.room, key.member) {
			delete(l.looks.looks, key)
		}
	}
}
