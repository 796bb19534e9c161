package lab

import (
	"context"
	"sync"
	"time"
)

// DefaultHistory is how many events a lab remembers.
const DefaultHistory = 4096

// Log is a lab's event log. Appending never waits for a reader: a reader that
// falls behind the ring is told how many events it missed.
type Log struct {
	mu    sync.Mutex
	ring  []Event       // grows to max, then the oldest slot is overwritten
	max   int           // most events kept
	last  uint64        // number of the newest event, 0 before the first
	board board         // what the events so far have come to
	grown chan struct{} // closed by the next append; nil while nobody waits

	notify func() // called after each append, without mu; nil for nobody
}

func newLog(history int) *Log {
	if history <= 0 {
		history = DefaultHistory
	}
	return &Log{max: history}
}

// append numbers the event, stamps it, and keeps it, unless it comes too late.
func (l *Log) append(e *Event) {
	if l.keep(e) && l.notify != nil {
		l.notify()
	}
}

func (l *Log) keep(e *Event) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	e.At = time.Now().UTC()
	if !l.board.apply(e) {
		return false
	}
	l.last++
	e.Seq = l.last
	if len(l.ring) < l.max {
		l.ring = append(l.ring, *e)
	} else {
		l.ring[int((e.Seq-1)%uint64(l.max))] = *e
	}
	if l.grown != nil {
		close(l.grown)
		l.grown = nil
	}
	return true
}

// Read fills events with those numbered above after, oldest first, and returns
// how many there are of them and how many events above after are no longer
// kept. Both are zero when there is nothing new.
func (l *Log) Read(events []Event, after uint64) (n int, skipped uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if after >= l.last || len(events) == 0 {
		return 0, 0
	}
	oldest := l.last - uint64(len(l.ring)) + 1
	from := after + 1
	if from < oldest {
		skipped = oldest - from
		from = oldest
	}
	n = min(int(l.last-from)+1, len(events))
	first := int((from - 1) % uint64(l.max))
	copied := copy(events[:n], l.ring[first:])
	copy(events[copied:n], l.ring)
	return n, skipped
}

// Wait returns once there is an event numbered above after, or with the
// context's error.
func (l *Log) Wait(ctx context.Context, after uint64) error {
	for {
		l.mu.Lock()
		if l.last > after {
			l.mu.Unlock()
			return nil
		}
		if l.grown == nil {
			l.grown = make(chan struct{})
		}
		grown := l.grown
		l.mu.Unlock()
		select {
		case <-grown:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
