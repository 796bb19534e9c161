package main

import (
	"context"
	"errors"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	stalledClients = 200
	floodLine      = 4 << 10 // bytes, as long as the server takes them in one piece
	floodAhead     = 16      // lines under way: less than the speaker's own outbox

	// stalledBound, in KiB, is what a stalled reader may cost: 256 that wait in
	// the example server, in a slice that append has made up to a quarter
	// larger; 64 that the bridge holds; and as much again, since Go lets the
	// heap double between two collections.
	stalledBound = 2 * (256*5/4 + 64)
)

// stalledReaders floods a room in which a crowd does not read. It measures by
// how much memory grows at most, in bytes a stalled reader. The server lets
// 256 KiB wait for a client and then disconnects it.
func stalledReaders(ctx context.Context, t *target, s sizes) ([]float64, error) {
	speaker, err := open(ctx, t, 1, 1, bigBuffer, func(*client) error { return nil })
	if err != nil {
		return nil, err
	}
	defer resetAll(speaker)
	n := t.crowd(stalledClients)
	crowd, err := open(ctx, t, n, openers, smallBuffer, stall)
	if err != nil {
		return nil, err
	}
	defer resetAll(crowd)
	if err := flood(speaker[0], 1); err != nil { // all that were before it are in the room
		return nil, err
	}
	before, err := t.memory()
	if err != nil {
		return nil, err
	}
	kernelBefore, err := kernelMemory()
	if err != nil {
		return nil, err
	}
	watch, watchKernel := watchMemory(t.memory), watchMemory(kernelMemory)
	err = flood(speaker[0], s.flood/floodLine)
	peak, merr := watch()
	kernelPeak, kerr := watchKernel()
	if err == nil {
		err = errors.Join(merr, kerr)
	}
	return []float64{(peak - before) / float64(n), (kernelPeak - kernelBefore) / float64(n)}, err
}

// stall has the kernel take little for a client that reads nothing.
func stall(l *client) error {
	if tcp, ok := l.conn.(*net.TCPConn); ok {
		return tcp.SetReadBuffer(smallBuffer)
	}
	return nil
}

// flood sends lines and reads them back, as a client should.
func flood(l *client, lines int) error {
	_ = l.conn.SetDeadline(time.Now().Add(2 * stuck))
	message := l.encode(line('f', floodLine))
	tokens := make(chan struct{}, floodAhead)
	failed := make(chan struct{})
	var listening sync.WaitGroup
	var heard error
	listening.Go(func() {
		var counter lineCounter
		for got := 0; got < lines; {
			n, err := counter.await(l, 'f')
			if err != nil {
				heard = err
				close(failed)
				return
			}
			for got += n; n > 0; n-- {
				<-tokens
			}
		}
	})
	defer listening.Wait()
	for range lines {
		select {
		case tokens <- struct{}{}:
		case <-failed:
			return heard
		}
		if err := l.write(message); err != nil {
			return err
		}
	}
	listening.Wait()
	return heard
}

// kernelMemory is what TCP's buffers hold on this machine, in bytes, from
// /proc/net/sockstat. Other programs' are in it.
func kernelMemory() (float64, error) {
	words := strings.Fields(field("/proc/net/sockstat", "TCP"))
	for i, word := range words[:max(len(words)-1, 0)] {
		if word == "mem" {
			pages, err := strconv.Atoi(words[i+1])
			return float64(pages * os.Getpagesize()), err
		}
	}
	return 0, errors.New("/proc/net/sockstat has no TCP memory")
}

// watchMemory follows a memory figure until the function it returns is
// called, which gives the most there was.
func watchMemory(memory func() (float64, error)) (peak func() (float64, error)) {
	var (
		most  float64
		err   error
		stop  = make(chan struct{})
		ended = make(chan struct{})
	)
	go func() {
		defer close(ended)
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for over := false; !over && err == nil; {
			select {
			case <-tick.C:
			case <-stop:
				over = true
			}
			var now float64
			now, err = memory()
			most = max(most, now)
		}
	}()
	return func() (float64, error) {
		close(stop)
		<-ended
		return most, err
	}
}
