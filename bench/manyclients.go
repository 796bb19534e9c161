package main

import (
	"context"
	"sync"
)

// openers is how many clients connect at a time.
const openers = 32

// openClients connects n clients to an echo lab, so many at a time. It returns
// when each of them has had its first bytes back.
func openClients(ctx context.Context, t *target, n, atOnce, buffer int) ([]*client, error) {
	return open(ctx, t, n, atOnce, buffer, (*client).checkEcho)
}

func open(ctx context.Context, t *target, n, atOnce, buffer int, greet func(*client) error) ([]*client, error) {
	links := make([]*client, n)
	err := inParallel(ctx, n, atOnce, func(i int) error {
		l, err := t.dial(ctx, buffer)
		if err != nil {
			return err
		}
		links[i] = l
		return greet(l)
	})
	if err != nil {
		closeOpen(links)
		return nil, err
	}
	return links, nil
}

// closeOpen closes those that have been opened.
func closeOpen(links []*client) {
	for _, l := range links {
		if l != nil {
			resetAll([]*client{l})
		}
	}
}

// inParallel calls do for 0 to n-1, workers at a time, until one fails. It
// returns when all calls have.
func inParallel(ctx context.Context, n, workers int, do func(i int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan int)
	var running sync.WaitGroup
	for range min(workers, n) {
		running.Go(func() {
			for i := range next {
				if err := do(i); err != nil {
					cancel(err)
				}
			}
		})
	}
	for i := 0; i < n && ctx.Err() == nil; i++ {
		select {
		case next <- i:
		case <-ctx.Done():
		}
	}
	close(next)
	running.Wait()
	return context.Cause(ctx)
}
