package web

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"socketschool/class"
	"socketschool/compile"
)

const (
	wrongWait = 5 * time.Second // that a request waits for its turn
	wrongKept = 10_000          // addresses

	// Wrong codes of a client without a session, and of those whose sessions are too many:
	// at once, and a second in the long run. An address has them together.
	wrongBurst = 30
	wrongRate  = 2

	// The same of a learner, of whom an address has no more together than all.
	learnerBurst = 10
	learnerRate  = 1.0 / 60

	// maxGuessing bounds the sessions of an address that have sent wrong codes, as a client
	// that wants another session with each code makes them. All of a class may.
	maxGuessing = class.MaxMembers
)

// joinLimit slows down those who have sent many wrong codes, so that codes cannot be
// guessed at speed. A learner with a session is limited by what that session has sent: a
// class of hundreds is one address, and one of them who guesses holds up no other that has
// sent no wrong code. Who guesses with a thousand sessions at one address has a thousand wrong
// codes at once for all of them, a thousand for their first ones, and then less than 20 a second.
type joinLimit struct {
	mu        sync.Mutex
	addresses map[string]*addressGuesses
}

// addressGuesses has the wrong codes of an address.
type addressGuesses struct {
	all      *rate.Limiter            // of those that no session counts for
	learners *rate.Limiter            // of all sessions together
	sessions map[string]*rate.Limiter // by session
}

// wait waits until the learner may try a code. It returns false if that takes too long.
func (j *joinLimit) wait(ctx context.Context, who compile.Learner) bool {
	ctx, cancel := context.WithTimeout(ctx, wrongWait)
	defer cancel()
	for _, limiter := range j.limiters(who, false) {
		if limiter.Tokens() < 0 && limiter.Wait(ctx) != nil {
			return false
		}
	}
	return true
}

// wrong counts a wrong code of the learner.
func (j *joinLimit) wrong(who compile.Learner) {
	for _, limiter := range j.limiters(who, true) {
		if limiter.Tokens() > -float64(limiter.Limit())*wrongWait.Seconds() { // else no request would get a turn
			limiter.Reserve()
		}
	}
}

// limiters returns the limiters that count for the learner. If there is none, it makes them,
// or returns none.
func (j *joinLimit) limiters(who compile.Learner, makes bool) []*rate.Limiter {
	j.mu.Lock()
	defer j.mu.Unlock()
	a := j.addresses[who.Address]
	if a == nil {
		if !makes {
			return nil
		}
		if len(j.addresses) >= wrongKept || j.addresses == nil {
			j.addresses = make(map[string]*addressGuesses)
		}
		a = &addressGuesses{
			all:      rate.NewLimiter(wrongRate, wrongBurst),
			learners: rate.NewLimiter(wrongRate, maxGuessing),
			sessions: make(map[string]*rate.Limiter),
		}
		j.addresses[who.Address] = a
	}
	if l := a.sessions[who.Session]; l != nil {
		return []*rate.Limiter{l, a.learners}
	}
	if len(a.sessions) >= maxGuessing {
		a.forget()
	}
	if who.Session == "" || len(a.sessions) >= maxGuessing {
		return []*rate.Limiter{a.all}
	}
	if !makes {
		return nil
	}
	l := rate.NewLimiter(learnerRate, learnerBurst)
	a.sessions[who.Session] = l
	return []*rate.Limiter{l, a.learners}
}

// forget removes the sessions that have sent no wrong code for so long that they may send
// as many as a new one.
func (a *addressGuesses) forget() {
	for session, l := range a.sessions {
		if l.Tokens() >= learnerBurst {
			delete(a.sessions, session)
		}
	}
}
