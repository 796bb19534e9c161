package compile

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"socketschool/compile/recipe"
)

// Outcomes are how a request to build ends.
var Outcomes = []string{"built", "stored", "failed", "refused", "replaced", "gone", "error"}

// Stats counts builds. It may be read at any time.
type Stats struct {
	queue    *queue
	outcomes map[string]*atomic.Uint64
	used     atomic.Int64 // nanoseconds
}

func newStats(q *queue) *Stats {
	s := &Stats{queue: q, outcomes: make(map[string]*atomic.Uint64)}
	for _, outcome := range Outcomes {
		s.outcomes[outcome] = new(atomic.Uint64)
	}
	return s
}

// Builds returns how many requests have ended with one of Outcomes: "stored" is a
// module that an earlier build has made, "failed" a fault in the code, "refused" a full
// queue, "gone" a client that has not waited or the end of the host, "error" a fault of
// the host.
func (s *Stats) Builds(outcome string) uint64 { return s.outcomes[outcome].Load() }

// Queue returns how many builds wait now and how many run.
func (s *Stats) Queue() (waiting, running int) { return s.queue.state() }

// Used returns the processor time that compiler and linker have used.
func (s *Stats) Used() time.Duration { return time.Duration(s.used.Load()) }

func (s *Stats) count(outcome string) { s.outcomes[outcome].Add(1) }

// countEnd counts the end of a build with err.
func (s *Stats) countEnd(err error) {
	_, faulty := errors.AsType[recipe.Problems](err)
	switch {
	case err == nil:
		s.count("built")
	case faulty:
		s.count("failed")
	case errors.Is(err, ErrBusy), errors.Is(err, ErrCrowded):
		s.count("refused")
	case errors.Is(err, ErrReplaced):
		s.count("replaced")
	case errors.Is(err, ErrClosed), errors.Is(err, context.Canceled):
		s.count("gone")
	default:
		s.count("error")
	}
}
