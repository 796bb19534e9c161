package tab

import (
	"sync"
	"time"

	"socketschool/lab/event"
	"socketschool/protocol"
)

const (
	// batchTime is how long events are collected before they are posted, while
	// there are too many to post each at once.
	batchTime = 16 * time.Millisecond

	// maxImmediate is how many messages are posted in a batchTime without
	// collecting. An event is then posted by the goroutine that causes it: what
	// a server logs right before an endless loop still reaches the page.
	maxImmediate = 64

	// batchSize bounds one message, in events.
	batchSize = 512

	// maxEventsInFlight bounds the events that the page has not acknowledged.
	// Later ones stay in the log, which overwrites the oldest: a page that
	// cannot follow gets the number of those it missed.
	maxEventsInFlight = 2048
)

// eventSender posts a lab's events to the page, with a window.
type eventSender struct {
	post func(Message)

	mu        sync.Mutex
	reader    event.Reader // its Log is nil until start
	frame     protocol.EventFrame
	sent      uint64 // number of the last event posted
	acked     uint64 // number of the last event that the page has acknowledged
	since     time.Time
	posted    int  // messages since then
	scheduled bool // resume will be called
}

// start begins to post the events of log.
func (s *eventSender) start(log *event.Log) {
	s.mu.Lock()
	s.reader.Log = log
	s.mu.Unlock()
	s.send()
}

// send posts new events as far as window and rate allow. The lab calls it after
// each event, in the goroutine of the server that caused it.
func (s *eventSender) send() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.reader.Log != nil && !s.scheduled {
		room := maxEventsInFlight - int(s.sent-s.acked)
		if room <= 0 {
			return // ack goes on
		}
		if delay := s.throttleDelay(); delay > 0 {
			s.scheduled = true
			time.AfterFunc(delay, s.resume)
			return
		}
		if !s.postNext(min(room, batchSize)) {
			return
		}
	}
}

// throttleDelay returns how long no more messages may be posted.
func (s *eventSender) throttleDelay() time.Duration {
	passed := time.Since(s.since)
	if passed >= batchTime {
		s.since, s.posted = time.Now(), 0
		return 0
	}
	if s.posted < maxImmediate {
		return 0
	}
	return batchTime - passed
}

func (s *eventSender) resume() {
	s.mu.Lock()
	s.scheduled = false
	s.mu.Unlock()
	s.send()
}

// postNext posts a message of at most limit events. It reports whether there may
// be more.
func (s *eventSender) postNext(limit int) (more bool) {
	more = s.frame.Fill(&s.reader, s.sent, limit)
	if s.frame.Count == 0 {
		return false
	}
	s.sent = s.frame.Last
	s.posted++
	s.post(Message{Type: Events, Text: string(s.frame.JSON)})
	return more
}

// ack records that the page has handled the events up to number seq.
func (s *eventSender) ack(seq uint64) {
	s.mu.Lock()
	s.acked = min(max(s.acked, seq), s.sent)
	s.mu.Unlock()
	s.send()
}

// flush posts all remaining events.
func (s *eventSender) flush() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.postNext(batchSize) {
	}
}
