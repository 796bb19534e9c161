package check

import (
	"runtime"
	"slices"
	"time"

	"socketschool/lab"
	"socketschool/lab/event"
)

// tick is the unit in which waiting is counted, and restEvery how many ticks pass
// between two looks at the server's goroutines.
const (
	tick      = 20 * time.Millisecond
	restEvery = 5
)

// maxHistory bounds the events that a check looks back on.
const maxHistory = 4096

// wait waits until met returns true, which it calls after each change. It returns false
// after limit, or after the server has been at rest for rest, or has ended and a little
// has passed for what is still on its way.
//
// It counts ticks. A ticker drops those for which the process had no time, so that the
// limits stretch on a busy machine, for a server that computes as for its clients.
func (t *T) wait(limit, rest time.Duration, met func() bool) bool {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	var (
		last    = t.read()
		ending  = t.lab.Ending()
		atRest  = false
		resting time.Duration
	)
	if !t.stopped.IsZero() {
		ending = nil // by the check
	}
	for spent, ticks := time.Duration(0), 1; ; ticks++ {
		for changed := true; changed; {
			if t.read(); met() {
				return true
			}
			select {
			case <-t.changed:
			case <-ending:
				ending = nil
				limit = min(limit, spent+moreLimit)
			case <-ticker.C:
				changed = false
				runtime.Gosched() // first runs what of the server the same instant has woken
			}
		}
		spent += tick
		// Looking at the goroutines stops all of them for a moment.
		if now := t.read(); rest < limit && (now != last || ticks%restEvery == 0) {
			atRest = now == last && isAtRest(t.goroutines())
			last = now
		}
		if resting += tick; !atRest {
			resting = 0
		}
		if spent >= limit || resting >= rest {
			t.read()
			return met()
		}
	}
}

// settle waits until the server has taken notice of all that the clients have done, and
// every goroutine of it waits or sleeps: what a client does next comes to a server that
// knows of the client, has it in its room, has counted it. A server that is never at rest
// is not waited for for long.
func (t *T) settle() {
	t.wait(settleLimit, settleLimit, func() bool {
		for _, s := range t.streams {
			if t.onItsWay(s) {
				return false
			}
		}
		return !slices.ContainsFunc(t.goroutines(), func(g lab.Goroutines) bool { return !g.Waits })
	})
}

// patience returns how long the server did nothing before it sent a client the first byte
// that no step has expected, or ended the client's connection: since it accepted or read
// something, or was to stop. The client may know of either before the log does: patience
// waits for the event.
func (t *T) patience(s *stream) (waited time.Duration) {
	t.wait(answerLimit, restLimit, func() (logged bool) {
		waited, logged = t.loggedPatience(s)
		return logged
	})
	return waited
}

// loggedPatience returns the patience by the events in the log, which have the server's own
// time, and whether the event that ended it is among them. Of TLS it is not known which
// byte is in which record: the last ones count.
func (t *T) loggedPatience(s *stream) (waited time.Duration, logged bool) {
	t.read()
	var expected, written int64
	s.view(func() { expected = s.received - int64(len(s.unread)) })
	since := t.stopped
	for _, e := range t.history {
		switch {
		case (e.Kind == event.KindAccept || e.Kind == event.KindRead) && e.At.After(since):
			since = e.At
		case e.Peer != s.peer():
		case e.Kind == event.KindWrite:
			waited = e.At.Sub(since)
			if written += int64(e.Bytes); written > expected && !s.isTLS() {
				return waited, true
			}
		case e.Kind == event.KindClose, e.Kind == event.KindCloseWrite:
			return e.At.Sub(since), true
		}
	}
	return waited, s.isTLS() && written >= s.wire.read.Load()
}

// onItsWay reports whether the server waits in Read for a client that has sent something,
// or has ended.
func (t *T) onItsWay(s *stream) (is bool) {
	conn, open := t.connection(s)
	if !open || conn.Call != event.CallRead {
		return false
	}
	all := s.hasRead(conn.BytesIn)
	s.view(func() { is = !all && s.writeErr == nil || s.shut || s.closed })
	return is
}

// isAtRest reports whether every goroutine of the program waits for another goroutine or
// a client. One that sleeps does not.
func isAtRest(all []lab.Goroutines) bool {
	for _, g := range all {
		if !g.Waits || g.Doing == "sleep" || g.Doing == "time.Sleep" {
			return false
		}
	}
	return true
}

// running returns the number of goroutines.
func running(all []lab.Goroutines) (n int) {
	for _, g := range all {
		n += g.Count
	}
	return n
}

// sleep waits in ticks.
func (t *T) sleep(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	<-timer.C
}

// read takes new events from the lab's log. It returns the number of the last one.
func (t *T) read() uint64 {
	var batch [64]event.Event
	for {
		n, skipped := t.lab.Events().Read(batch[:], t.seen)
		if n == 0 {
			return t.seen
		}
		t.seen += skipped + uint64(n)
		t.history = append(t.history, batch[:n]...)
		if len(t.history) > 2*maxHistory {
			dropped := len(t.history) - maxHistory
			t.history = append(t.history[:0], t.history[dropped:]...)
			t.reported = max(0, t.reported-dropped)
		}
	}
}

// has reports whether the history has an event.
func (t *T) has(is func(event.Event) bool) bool {
	_, ok := t.last(is)
	return ok
}

// last returns the last event that is such a one.
func (t *T) last(is func(event.Event) bool) (event.Event, bool) {
	for i := len(t.history) - 1; i >= 0; i-- {
		if is(t.history[i]) {
			return t.history[i], true
		}
	}
	return event.Event{}, false
}

// goroutines returns where those goroutines of the program are that this check's server
// has.
func (t *T) goroutines() []lab.Goroutines {
	all := t.lab.Goroutines()
	for i := range all {
		all[i].Count -= t.before[all[i].Place]
	}
	return slices.DeleteFunc(all, func(g lab.Goroutines) bool { return g.Count <= 0 })
}

// unlabelled returns the goroutines of a program without a lab's label. Those of earlier
// checks have their lab's.
func unlabelled(p lab.Program) map[lab.Place]int {
	counts := make(map[lab.Place]int)
	for _, g := range lab.UnlabelledOf(p) {
		counts[g.Place] = g.Count
	}
	return counts
}
