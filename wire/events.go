package wire

import (
	"strconv"

	"socketschool/lab"
)

const (
	// chunkSize is how many events are copied out of a log at once.
	chunkSize = 64

	// fullFrame is the size from which a frame takes no further events. A viewer
	// that does not read holds one frame.
	fullFrame = 64 << 10
)

// Batch makes frames of a lab's events. It is large, and made to be used again.
type Batch struct {
	Frame   []byte // {"events":[…],"skipped":N}
	Count   int    // of events in it
	Skipped uint64 // before its first
	Last    uint64 // number of its last, if there is one

	events [chunkSize]lab.Event
}

// Fill makes a frame of at most limit events above after, and reports whether
// there may be more. cache is the log's; nil does without. What was skipped came before the frame's first event: a
// gap that opens while the frame is made ends it.
func (b *Batch) Fill(log *lab.Log, cache *EventCache, after uint64, limit int) (full bool) {
	b.Frame = append(b.Frame[:0], `{"events":[`...)
	b.Count, b.Skipped, b.Last = 0, 0, after
	for b.Count < limit && !full {
		n, missed := log.Read(b.events[:min(chunkSize, limit-b.Count)], b.Last)
		if n == 0 {
			break
		}
		if missed > 0 && b.Count > 0 {
			full = true
			break
		}
		b.Skipped += missed
		b.add(n, cache)
		full = len(b.Frame) >= fullFrame
	}
	b.Frame = append(b.Frame, `],"skipped":`...)
	b.Frame = append(strconv.AppendUint(b.Frame, b.Skipped, 10), '}')
	return full || b.Count == limit
}

func (b *Batch) add(n int, cache *EventCache) {
	if b.Count > 0 {
		b.Frame = append(b.Frame, ',')
	}
	b.Frame = cache.appendEvents(b.Frame, b.events[:n])
	b.Count += n
	b.Last = b.events[n-1].Seq
}
