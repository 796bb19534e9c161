package web

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	wrongBurst = 30              // wrong codes of an address at once
	wrongRate  = 2               // a second, in the long run
	wrongWait  = 5 * time.Second // that a request waits for its turn
	wrongKept  = 10_000          // addresses
)

// joinLimit slows down an address that has sent many wrong codes, so that codes cannot be
// guessed at speed. It delays before it refuses: a class of hundreds is one address, and
// not all of them can type.
type joinLimit struct {
	mu        sync.Mutex
	addresses map[string]*rate.Limiter
}

// wait waits until the address may try a code. It returns false if that takes too long.
func (j *joinLimit) wait(ctx context.Context, address string) bool {
	j.mu.Lock()
	limiter := j.addresses[address]
	j.mu.Unlock()
	if limiter == nil || limiter.Tokens() >= 0 {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, wrongWait)
	defer cancel()
	return limiter.Wait(ctx) == nil
}

// wrong counts a wrong code of the address.
func (j *joinLimit) wrong(address string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	limiter := j.addresses[address]
	if limiter == nil {
		if len(j.addresses) >= wrongKept || j.addresses == nil {
			j.addresses = make(map[string]*rate.Limiter)
		}
		limiter = rate.NewLimiter(wrongRate, wrongBurst)
		j.addresses[address] = limiter
	}
	if limiter.Tokens() > -wrongRate*wrongWait.Seconds() { // else no request would get a turn
		limiter.Reserve()
	}
}
