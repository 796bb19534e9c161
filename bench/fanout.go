package main

import (
	"context"
	"errors"
	"math"
	"sync"
	"sync/atomic"
	"time"
)

// marks identify the messages of one run, in order. The first is repeated until
// every client has it, which shows that all have joined the room.
const marks = "wabcdefghijklmnop"

// room is a crowd in a broadcast lab, all of them listening.
type room struct {
	links []*client
	left  [len(marks)]atomic.Int64  // how many have not had the message
	all   [len(marks)]chan struct{} // closed once all have
	lost  chan error                // holds the first listener's failure
}

// fanOut measures how long one message of one client takes until the last of a
// crowd has it: the median over some messages, in µs.
func fanOut(crowd func(sizes) int) measureFunc {
	return func(ctx context.Context, t *target, s sizes) ([]float64, error) {
		n := crowd(s)
		if t.crowd(n) < n {
			return []float64{math.NaN()}, nil // a smaller crowd compares with nothing
		}
		links, err := open(ctx, t, n, openers, smallBuffer, func(*client) error { return nil })
		if err != nil {
			return nil, err
		}
		took, err := saySome(ctx, links)
		return []float64{median(took)}, err
	}
}

// saySome has one client of a broadcast lab say some messages. It returns how long each
// took until the last client had it, in µs, and closes the clients.
func saySome(ctx context.Context, links []*client) (latencies, error) {
	r := &room{links: links, lost: make(chan error, 1)}
	for i := range marks {
		r.left[i].Store(int64(len(links)))
		r.all[i] = make(chan struct{})
	}
	var listening sync.WaitGroup
	for _, l := range links {
		listening.Go(func() { r.listen(l) })
	}
	defer listening.Wait()
	defer resetAll(links)
	return r.sendAll(ctx)
}

// listen waits for each message in turn.
func (r *room) listen(l *client) {
	var counter lineCounter
	for i := range marks {
		if _, err := counter.await(l, marks[i]); err != nil {
			select {
			case r.lost <- err:
			default:
			}
			return
		}
		if r.left[i].Add(-1) == 0 {
			close(r.all[i])
		}
	}
}

// sendAll sends the messages, each when all clients have the one before.
func (r *room) sendAll(ctx context.Context) (latencies, error) {
	ctx, cancel := context.WithTimeout(ctx, stuck)
	defer cancel()
	speaker := r.links[0]
	var took latencies
	for i := range marks {
		message := speaker.encode(line(marks[i], small))
		begin := time.Now()
		for heard := false; !heard; {
			if err := speaker.write(message); err != nil {
				return nil, err
			}
			var err error
			if heard, err = r.heard(ctx, i); err != nil {
				return nil, err
			}
		}
		if i > 1 { // the first gathered the room, the second warmed it up
			took.add(time.Since(begin))
		}
	}
	return took, nil
}

// heard waits until all have message i. It returns false when that of the
// gathering ought to be repeated.
func (r *room) heard(ctx context.Context, i int) (bool, error) {
	var again <-chan time.Time
	if i == 0 {
		again = time.After(time.Second)
	}
	select {
	case <-r.all[i]:
		return true, nil
	case <-again:
		return false, nil
	case err := <-r.lost:
		return false, err
	case <-ctx.Done():
		return false, errors.New("a message has not come to everybody")
	}
}
