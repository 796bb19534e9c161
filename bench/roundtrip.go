package main

import (
	"context"
	"runtime"
	"sync"
	"time"
)

// small is a short message's size, in bytes.
const small = 64

// warmUp is how many round trips go before the measured ones.
const warmUp = 200

// roundTrips measures the round trip of one client that waits for each reply:
// p50 and p99, in µs.
func roundTrips(ctx context.Context, t *target, s sizes) ([]float64, error) {
	l, err := t.dial(ctx, bigBuffer)
	if err != nil {
		return nil, err
	}
	defer l.close()
	if err := l.checkEcho(); err != nil {
		return nil, err
	}
	message := l.encode(payload(small))
	_ = l.conn.SetDeadline(time.Now().Add(s.span + stuck))
	var took latencies
	var end time.Time
	for i := 0; ; i++ {
		begin := time.Now()
		if i == warmUp {
			end = begin.Add(s.span)
		} else if i > warmUp && begin.After(end) {
			return took.halfAndTail(), nil
		}
		if err := l.write(message); err != nil {
			return nil, err
		}
		if err := l.await(small); err != nil {
			return nil, err
		}
		if i >= warmUp {
			took.add(time.Since(begin))
		}
	}
}

// pacedTrips measures round trips of many clients, each of which sends when its
// time has come: p50 and p99, in µs from when a request was due.
func pacedTrips(ctx context.Context, t *target, s sizes) ([]float64, error) {
	links, err := openClients(ctx, t, s.paced, openers, smallBuffer)
	if err != nil {
		return nil, err
	}
	defer resetAll(links)
	took, err := paceLinks(ctx, links, s)
	return took.halfAndTail(), err
}

// paceLinks times the round trips of connected clients. It closes them if one
// fails.
func paceLinks(ctx context.Context, links []*client, s sizes) (all latencies, err error) {
	var (
		interval = s.pace
		step     = interval / time.Duration(len(links))
		each     = int(s.span / interval)
		begin    = time.Now().Add(interval)
		due      = func(client, n int) time.Time {
			return begin.Add(time.Duration(n)*interval + time.Duration(client)*step)
		}
		perLink = make([]latencies, len(links))
		errs    = make(chan error, len(links)+1)
		readers sync.WaitGroup
	)
	for i, l := range links {
		_ = l.conn.SetDeadline(begin.Add(s.span + stuck))
		readers.Go(func() {
			took, err := timeReplies(l, each, func(n int) time.Time { return due(i, n) })
			perLink[i] = took
			errs <- err
		})
	}
	errs <- pace(ctx, links, each, due)
	for range cap(errs) {
		if e := <-errs; e != nil && err == nil {
			err = e
			resetAll(links) // ends the readers
		}
	}
	readers.Wait()
	for _, took := range perLink {
		all = append(all, took...)
	}
	return all, err
}

// pace sends every client's requests when they are due, from one thread that
// waits for the clock and for nothing else.
func pace(ctx context.Context, links []*client, each int, due func(client, n int) time.Time) error {
	runtime.LockOSThread() // never unlocked: the thread, with its timers, ends here
	sharpTimers()
	message := links[0].encode(payload(small))
	for n := range each {
		for i, l := range links {
			if wait := time.Until(due(i, n)); wait > 0 {
				nap(wait)
			}
			if err := l.write(message); err != nil {
				return err
			}
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// timeReplies takes replies as they come, in order, and times each from when
// its request was due. The first tenth warms up.
func timeReplies(l *client, each int, due func(n int) time.Time) (latencies, error) {
	took := make(latencies, 0, each)
	bytes := 0
	for n := 0; n < each; {
		p, err := l.read()
		if err != nil {
			return nil, err
		}
		now := time.Now()
		for bytes += len(p); bytes >= small; bytes -= small {
			if n >= each/10 {
				took.add(now.Sub(due(n)))
			}
			n++
		}
	}
	return took, nil
}
