package tab

import (
	"sync"
	"time"

	"socketschool/lab"
	"socketschool/wire"
)

const (
	// batchTime is how late an event may come in a flood.
	batchTime = 16 * time.Millisecond

	// promptly is how many messages a batchTime may have before it is a flood.
	// Up to there an event is posted by whoever causes it, at once: what a
	// server has logged before it runs into an endless loop is seen.
	promptly = 64

	// batchSize bounds one message, in events.
	batchSize = 512

	// maxUnderway is how many events may be on their way to the page. Those
	// after them wait in the log, where in the end they are overwritten: a page
	// that cannot follow is told how many it has missed, and is not buried.
	maxUnderway = 2048
)

// feed shows a lab's events to the page.
type feed struct {
	post func(Message)

	mu     sync.Mutex
	log    *lab.Log // nil until it is open
	batch  wire.Batch
	sent   uint64 // last event posted
	seen   uint64 // last event that the page has dealt with
	since  time.Time
	posted int  // messages since then
	late   bool // events wait for the next batchTime
}

// open begins to show what the log has.
func (f *feed) open(log *lab.Log) {
	f.mu.Lock()
	f.log = log
	f.mu.Unlock()
	f.pump()
}

// pump posts what is new, as far as it may. It is called after each event, in
// the middle of what the server does.
func (f *feed) pump() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for f.log != nil && !f.late {
		room := maxUnderway - int(f.sent-f.seen)
		if room <= 0 {
			return // until the page has seen some
		}
		if rest := f.rest(); rest > 0 {
			f.late = true
			time.AfterFunc(rest, f.resume)
			return
		}
		if !f.next(min(room, batchSize)) {
			return
		}
	}
}

// rest is how long no more messages may go out.
func (f *feed) rest() time.Duration {
	passed := time.Since(f.since)
	if passed >= batchTime {
		f.since, f.posted = time.Now(), 0
		return 0
	}
	if f.posted < promptly {
		return 0
	}
	return batchTime - passed
}

func (f *feed) resume() {
	f.mu.Lock()
	f.late = false
	f.mu.Unlock()
	f.pump()
}

// next posts a message of at most limit events, and reports whether there may
// be more.
func (f *feed) next(limit int) (more bool) {
	more = f.batch.Fill(f.log, nil, f.sent, limit)
	if f.batch.Count == 0 {
		return false
	}
	f.sent = f.batch.Last
	f.posted++
	f.post(Message{Type: Events, Text: string(f.batch.Frame)})
	return more
}

func (f *feed) seenUpTo(seq uint64) {
	f.mu.Lock()
	f.seen = min(max(f.seen, seq), f.sent)
	f.mu.Unlock()
	f.pump()
}

// last posts all that is left, for there is no later.
func (f *feed) last() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for f.next(batchSize) {
	}
}
