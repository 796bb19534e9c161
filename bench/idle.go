package main

import (
	"context"
	"time"
)

// settle is what a peer gets to give memory back after a burst.
const settle = 5 * time.Second

// idleClients opens a crowd that then says nothing. It measures the time to
// open, in µs a client; memory a client once all are open; and memory a client
// after each has had one burst echoed and settle has passed, both in bytes.
func idleClients(ctx context.Context, t *target, s sizes) ([]float64, error) {
	n := t.crowd(s.idle)
	first, err := openClients(ctx, t, 1, 1, smallBuffer)
	if err != nil {
		return nil, err
	}
	defer resetAll(first) // the first clients pay costs that later ones share
	before, err := t.memory()
	if err != nil {
		return nil, err
	}
	begin := time.Now()
	links, err := openClients(ctx, t, n, openers, smallBuffer)
	if err != nil {
		return nil, err
	}
	defer resetAll(links)
	took := time.Since(begin)
	opened, err := t.memory()
	if err != nil {
		return nil, err
	}
	burst := links[0].encode(payload(large))
	err = inParallel(ctx, n, openers, func(i int) error { return echoBurst(links[i], burst) })
	if err != nil {
		return nil, err
	}
	if err := rest(ctx, settle, nil); err != nil {
		return nil, err
	}
	after, err := t.memory()
	if err != nil {
		return nil, err
	}
	each := float64(n)
	return []float64{float64(took.Microseconds()) / each, (opened - before) / each, (after - before) / each}, nil
}

// echoBurst sends a large frame and takes it back. An echo server reads no
// further while its echo is not taken, so that both go on at once.
func echoBurst(l *client, encoded []byte) error {
	_ = l.conn.SetDeadline(time.Now().Add(stuck))
	defer l.conn.SetDeadline(time.Time{})
	sent := make(chan error, 1)
	go func() { sent <- l.write(encoded) }()
	err := l.await(large)
	if err != nil {
		l.close() // ends the write
	}
	if werr := <-sent; err == nil {
		err = werr
	}
	return err
}
