package event

// readChunk is how many events are copied out of a log at a time.
const readChunk = 64

// Reader reads a log's events as JSON. It is some 20 KB, so it should be reused.
// It is not safe for concurrent use.
type Reader struct {
	Log   *Log
	Cache *Cache // of Log; nil encodes each event

	events [readChunk]Event
}

// AppendEvents appends to b the JSON of some events numbered above after, from the
// oldest kept one on and no more than limit, separated by commas. It returns how
// many it appended and how many before them are no longer kept. Both are zero if
// there is nothing new.
func (r *Reader) AppendEvents(b []byte, after uint64, limit int) (_ []byte, n int, skipped uint64) {
	n, skipped = r.Log.Read(r.events[:min(limit, readChunk)], after)
	return r.Cache.appendEvents(b, r.events[:n]), n, skipped
}
