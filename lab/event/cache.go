package event

import "sync"

const (
	// cacheBytes bounds the encoded events that a cache holds. It is enough for
	// some 1,500 events of a flood: viewers of one lab read that close together.
	cacheBytes = 512 << 10

	minSlots, maxSlots = 64, 4096
)

// Cache keeps the JSON of one log's events, so that an event is encoded
// once for all viewers. The zero value is an empty cache. It grows with use, to
// at most cacheBytes and 96 KiB for the slots; the latest encoded events replace
// the earliest. It is safe for concurrent use, and encodes for one viewer at a
// time.
type Cache struct {
	mu    sync.Mutex
	buf   []byte // grows to cacheBytes, then is written from its start again
	end   uint64 // bytes written in all; buf[end%cacheBytes:] is written next
	slots []slot // by seq modulo len(slots), a power of two
}

// slot is the place of an event's JSON: size bytes from byte number at on.
type slot struct {
	seq, at uint64 // seq is 0 in an empty slot
	size    int
}

// appendEvents appends the events' JSON to b, separated by commas. A nil cache
// encodes each event.
func (c *Cache) appendEvents(b []byte, events []Event) []byte {
	if c != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
	}
	for i := range events {
		if i > 0 {
			b = append(b, ',')
		}
		b = c.appendEvent(b, &events[i])
	}
	return b
}

func (c *Cache) appendEvent(b []byte, e *Event) []byte {
	if c == nil {
		return e.AppendJSON(b)
	}
	if json, ok := c.get(e.Seq); ok {
		return append(b, json...)
	}
	start := len(b)
	b = e.AppendJSON(b)
	c.put(e.Seq, b[start:])
	return b
}

func (c *Cache) get(seq uint64) (json []byte, ok bool) {
	if len(c.slots) == 0 {
		return nil, false
	}
	s := c.slots[seq%uint64(len(c.slots))]
	if s.seq != seq || !c.holds(s) {
		return nil, false
	}
	at := s.at % cacheBytes
	return c.buf[at : at+uint64(s.size)], true
}

// holds reports whether the slot's bytes have not been overwritten.
func (c *Cache) holds(s slot) bool { return s.seq > 0 && c.end-s.at <= cacheBytes }

// put stores a copy of json. A copy does not wrap around in buf.
func (c *Cache) put(seq uint64, json []byte) {
	if len(json) > cacheBytes/8 {
		return
	}
	at := int(c.end % cacheBytes)
	if at+len(json) > cacheBytes {
		c.end += uint64(cacheBytes - at)
		at = 0
	}
	if at == len(c.buf) {
		c.buf = append(c.buf, json...)
	} else {
		c.buf = append(c.buf[:at], json...)[:max(len(c.buf), at+len(json))]
	}
	c.addSlot(slot{seq, c.end, len(json)})
	c.end += uint64(len(json))
}

// addSlot stores a slot for get. It doubles the table rather than overwrite a slot
// whose bytes are still held.
func (c *Cache) addSlot(s slot) {
	if c.slots == nil {
		c.slots = make([]slot, minSlots)
	}
	for len(c.slots) < maxSlots && c.holds(c.slots[s.seq%uint64(len(c.slots))]) {
		old := c.slots
		c.slots = make([]slot, 2*len(old))
		for _, s := range old {
			if s.seq > 0 {
				c.slots[s.seq%uint64(len(c.slots))] = s
			}
		}
	}
	c.slots[s.seq%uint64(len(c.slots))] = s
}
