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

	// The same of a learner.
	learnerBurst = 10
	learnerRate  = 1.0 / 20

	// maxGuessing bounds the sessions of an address that have sent wrong codes, as a client
	// that wants another session with each code makes them. All of a class may.
	maxGuessing = class.MaxMembers
)

// joinLimit slows down those who have sent many wrong codes, so that codes cannot be
// guessed at speed. A learner with a session is limited by what that session has sent: a
// class of hundreds is one address, and one of them who guesses holds up no other.
type joinLimit struct {
	mu        sync.Mutex
	addresses map[string]*addressGuesses
}

// addressGuesses has the wrong codes of an address.
type addressGuesses struct {
	all      *rate.Limiter            // of those that no session counts for
	sessions map[string]*rate.Limiter // by session
}

// wait waits until the learner may try a code. It returns false if that takes too long.
func (j *joinLimit) wait(ctx context.Context, who compile.Learner) bool {
	limiter := j.limiter(who, false)
	if limiter == nil || limiter.Tokens() >= 0 {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, wrongWait)
	defer cancel()
	return limiter.Wait(ctx) == nil
}

// wrong counts a wrong code of the learner.
func (j *joinLimit) wrong(who compile.Learner) {
	limiter := j.limiter(who, true)
	if limiter.Tokens() > -float64(limiter.Limit())*wrongWait.Seconds() { // else no request would get a turn
		limiter.Reserve()
	}
}

// limiter returns the limiter that counts for the learner. If there is none, it makes one,
// or returns nil.
func (j *joinLimit) limiter(who compile.Learner, makes bool) *rate.Limiter {
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
		a = &addressGuesses{all: rate.NewLimiter(wrongRate, wrongBurst), sessions: make(map[string]*rate.Limiter)}
		j.addresses[who.Address] = a
	}
	if l := a.sessions[who.Session]; l != nil {
		return l
	}
	if len(a.sessions) >= maxGuessing {
		a.forget()
	}
	if who.Session == "" || len(a.sessions) >= maxGuessing {
		return a.all
	}
	if !makes {
		return nil
	}
	l := rate.NewLimiter(learnerRate, learnerBurst)
	a.sessions[who.Session] = l
	return l
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
