package event

import (
	"context"
	"sync"
	"time"
)

// DefaultHistory is how many events a log keeps by default.
const DefaultHistory = 4096

// Log is a lab's event log. Append never waits for a reader: a reader that falls
// behind gets the number of events it missed.
type Log struct {
	mu    sync.Mutex
	ring  []Event       // grows to max; then the oldest event is overwritten
	max   int           // events kept
	last  uint64        // number of the newest event, 0 before the first
	conns connStates    // after the newest event
	grown chan struct{} // closed by the next Append; nil while no reader waits

	notify func() // called after each Append, without mu; may be nil
}

// NewLog returns a log that keeps history events; 0 means DefaultHistory. notify
// may be nil. It is called after each event, by the goroutine that appends it: it
// must not block, and may read the log.
func NewLog(history int, notify func()) *Log {
	if history <= 0 {
		history = DefaultHistory
	}
	return &Log{max: history, notify: notify}
}

// Append sets the number and time of the event and stores a copy. It drops an
// event of a closed connection or an ended lab.
func (l *Log) Append(e *Event) {
	if l.store(e) && l.notify != nil {
		l.notify()
	}
}

func (l *Log) store(e *Event) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	e.At = time.Now().UTC()
	if !l.conns.apply(e) {
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

// Read copies events numbered above after into events, from the oldest kept one
// on. It returns how many it copied and how many before them are no longer kept.
// Both are zero if there is nothing new.
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

// Wait waits until there is an event numbered above after, or returns the
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
