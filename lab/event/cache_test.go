package event

import (
	"strconv"
	"strings"
	"testing"
)

// newRecords returns a log of n records with a text of size bytes each.
func newRecords(n, size int) *Log {
	l := NewLog(n, nil)
	for i := range n {
		l.Append(&Event{Kind: KindLog, Level: "INFO", Message: "received", Attrs: Attrs{
			{"bytes", strconv.Itoa(i), true}, {"data", strings.Repeat("x", size), false}, {"quoted", "\x00\"", false},
		}})
	}
	return l
}

// readAll calls visit with the JSON of all events, a chunk at a time.
func readAll(r *Reader, visit func(chunk []byte)) {
	var b []byte
	after := uint64(0)
	for {
		chunk, n, skipped := r.AppendEvents(b[:0], after, readChunk)
		if n == 0 {
			return
		}
		visit(chunk)
		after += skipped + uint64(n)
		b = chunk
	}
}

// TestCache compares what is read with and without a cache, byte for byte,
// the first time and later, also where the log has more than the cache holds.
func TestCache(t *testing.T) {
	for _, size := range []int{10, 500, 1000} {
		t.Run(strconv.Itoa(size), func(t *testing.T) {
			r := &Reader{Log: newRecords(5000, size)}
			var want []string
			readAll(r, func(chunk []byte) { want = append(want, string(chunk)) })
			cache := new(Cache)
			r.Cache = cache
			for pass := range 3 {
				i := 0
				readAll(r, func(chunk []byte) {
					if i >= len(want) || string(chunk) != want[i] {
						t.Fatalf("pass %d: chunk %d differs", pass, i)
					}
					i++
				})
				if i != len(want) {
					t.Fatalf("pass %d: %d chunks of %d", pass, i, len(want))
				}
			}
			if len(cache.buf) > cacheBytes || len(cache.slots) > maxSlots {
				t.Errorf("the cache has %d bytes and %d slots", len(cache.buf), len(cache.slots))
			}
		})
	}
}

// TestCacheEncodesOnce: a second viewer is served from the cache.
func TestCacheEncodesOnce(t *testing.T) {
	cache := new(Cache)
	r := &Reader{Log: newRecords(500, 10), Cache: cache}
	readAll(r, func([]byte) {})
	encoded := cache.end
	if encoded == 0 {
		t.Fatal("nothing is kept")
	}
	readAll(r, func([]byte) {})
	if cache.end != encoded {
		t.Errorf("%d bytes were encoded again", cache.end-encoded)
	}
}
