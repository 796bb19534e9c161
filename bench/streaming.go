package main

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

const (
	large      = 64 << 10 // a large frame's payload, in bytes
	largeAhead = 4        // large frames of a client that are under way at once

	smallAhead = 2048 // short messages that are under way at once
	batch      = 64   // of them in one write, where they are batched
)

// flow is a client that sends as much as its window allows; echoed bytes open
// the window again.
type flow struct {
	chunk  int // payload of one write, in bytes
	window int // writes under way
	encode func(l *client, chunk int) []byte
}

// oneFrame sends a chunk as one frame.
func oneFrame(l *client, chunk int) []byte { return l.encode(payload(chunk)) }

// manyFrames sends a chunk as short messages, all in one write, as a browser
// does with what a script has sent at a stretch.
func manyFrames(l *client, chunk int) []byte {
	var all []byte
	for range chunk / small {
		all = append(all, l.encode(payload(small))...)
	}
	return all
}

// throughput measures clients that echo 64 KiB frames, in bytes received a
// second.
func throughput(clients int) measureFunc {
	return func(ctx context.Context, t *target, s sizes) ([]float64, error) {
		rate, err := flow{large, largeAhead, oneFrame}.run(ctx, t, clients, s.span)
		return []float64{rate}, err
	}
}

// messages measures one client that streams 64 B messages: messages received
// a second.
func messages(perWrite int) measureFunc {
	return func(ctx context.Context, t *target, s sizes) ([]float64, error) {
		f := flow{perWrite * small, smallAhead / perWrite, manyFrames}
		rate, err := f.run(ctx, t, 1, s.span)
		return []float64{rate / small}, err
	}
}

// run returns the bytes a second that came back over span, after a quarter of
// it to warm up.
func (f flow) run(ctx context.Context, t *target, clients int, span time.Duration) (float64, error) {
	links, err := openClients(ctx, t, clients, 1, bigBuffer)
	if err != nil {
		return 0, err
	}
	var (
		back    atomic.Int64
		ended   sync.WaitGroup
		over    = make(chan struct{})
		failure = make(chan error, 2*clients)
	)
	for _, l := range links {
		tokens := make(chan struct{}, f.window)
		ended.Go(func() { failure <- f.send(l, tokens, over) })
		ended.Go(func() { failure <- f.receive(l, tokens, &back) })
	}
	defer ended.Wait()
	defer resetAll(links)
	defer close(over)
	if err := rest(ctx, span/4, failure); err != nil {
		return 0, err
	}
	begin, before := time.Now(), back.Load()
	if err := rest(ctx, span, failure); err != nil {
		return 0, err
	}
	return float64(back.Load()-before) / time.Since(begin).Seconds(), nil
}

// rest waits out d, unless something fails meanwhile.
func rest(ctx context.Context, d time.Duration, failure <-chan error) error {
	select {
	case <-time.After(d):
		return nil
	case err := <-failure:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (f flow) send(l *client, tokens chan<- struct{}, over <-chan struct{}) error {
	encoded := f.encode(l, f.chunk)
	for {
		select {
		case tokens <- struct{}{}:
		case <-over:
			return nil
		}
		if err := l.write(encoded); err != nil {
			return err
		}
	}
}

func (f flow) receive(l *client, tokens <-chan struct{}, back *atomic.Int64) error {
	bytes := 0
	for {
		p, err := l.read()
		if err != nil {
			return err
		}
		back.Add(int64(len(p)))
		for bytes += len(p); bytes >= f.chunk; bytes -= f.chunk {
			<-tokens
		}
	}
}
