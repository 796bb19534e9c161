package protocol

import "strconv"

// fullFrame is the size, in bytes, from which a frame takes no further events. A
// viewer that does not read holds one frame.
const fullFrame = 64 << 10

// EventSource reads an event log as JSON.
type EventSource interface {
	// AppendEvents appends to b the JSON of some events numbered above after,
	// from the oldest kept one on and no more than limit, separated by commas.
	// It returns how many it appended and how many before them are no longer
	// kept. Both are zero if there is nothing new.
	AppendEvents(b []byte, after uint64, limit int) (_ []byte, n int, skipped uint64)
}

// EventFrame is a frame of an events connection. Its buffer is reused.
type EventFrame struct {
	JSON    []byte // {"events":[…],"skipped":N}
	Count   int    // events in it
	Skipped uint64 // events no longer kept, before the first
	Last    uint64 // number of the last event
}

// Fill makes the frame of at most limit events numbered above after. It reports
// whether there may be more.
func (f *EventFrame) Fill(source EventSource, after uint64, limit int) (full bool) {
	f.JSON = append(f.JSON[:0], `{"events":[`...)
	f.Count, f.Skipped, f.Last = 0, 0, after
	for f.Count < limit && !full {
		before := len(f.JSON)
		if f.Count > 0 {
			f.JSON = append(f.JSON, ',')
		}
		b, n, skipped := source.AppendEvents(f.JSON, f.Last, limit-f.Count)
		if n == 0 || skipped > 0 && f.Count > 0 {
			// Skipped counts what is missing before the first event: a gap
			// after it ends the frame.
			f.JSON = b[:before]
			full = n > 0
			break
		}
		f.JSON = b
		f.Count += n
		f.Skipped += skipped
		f.Last += skipped + uint64(n)
		full = len(f.JSON) >= fullFrame
	}
	f.JSON = append(f.JSON, `],"skipped":`...)
	f.JSON = append(strconv.AppendUint(f.JSON, f.Skipped, 10), '}')
	return full || f.Count == limit
}
