package wire

import (
	"context"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"testing"

	"socketschool/lab"
)

// logged is the log of a lab whose server has logged n records of so many bytes.
func logged(t testing.TB, n, size int) *lab.Log {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	l := lab.Start(lab.Config{Listener: ln, History: n + 2, Program: lab.Program{
		Serve: func(ctx context.Context, _ net.Listener, log *slog.Logger) error {
			for i := range n {
				log.Info("received", "bytes", i, "data", strings.Repeat("x", size), "quoted", "\x00\"")
			}
			close(done)
			<-ctx.Done()
			return nil
		},
	}})
	<-done
	l.Stop()
	return l.Events()
}

// frames is all that a viewer of the log is sent.
func frames(log *lab.Log, cache *EventCache, b *Batch, visit func(frame []byte)) {
	after := uint64(0)
	for {
		b.Fill(log, cache, after, 512)
		if b.Count == 0 {
			return
		}
		visit(b.Frame)
		after = b.Last
	}
}

// TestEventCache: frames are the same, byte for byte, with and without a cache,
// on the first visit and later ones, also where the log has more than the cache
// holds.
func TestEventCache(t *testing.T) {
	for _, size := range []int{10, 500, 1000} {
		t.Run(strconv.Itoa(size), func(t *testing.T) {
			log := logged(t, 5000, size)
			var want []string
			b := new(Batch)
			frames(log, nil, b, func(frame []byte) { want = append(want, string(frame)) })
			cache := new(EventCache)
			for visit := range 3 {
				i := 0
				frames(log, cache, b, func(frame []byte) {
					if i >= len(want) || string(frame) != want[i] {
						t.Fatalf("visit %d: frame %d differs", visit, i)
					}
					i++
				})
				if i != len(want) {
					t.Fatalf("visit %d: %d frames of %d", visit, i, len(want))
				}
			}
			if len(cache.buf) > cacheBytes || len(cache.slots) > maxSlots {
				t.Errorf("the cache has %d bytes and %d slots", len(cache.buf), len(cache.slots))
			}
		})
	}
}

// TestEventCacheEncodesOnce: what one viewer was sent is there for the next one.
func TestEventCacheEncodesOnce(t *testing.T) {
	log := logged(t, 500, 10)
	cache, b := new(EventCache), new(Batch)
	frames(log, cache, b, func([]byte) {})
	encoded := cache.end
	if encoded == 0 {
		t.Fatal("nothing is kept")
	}
	frames(log, cache, b, func([]byte) {})
	if cache.end != encoded {
		t.Errorf("%d bytes were encoded again", cache.end-encoded)
	}
}

// BenchmarkViewers sends a burst of 1,000 events to the viewers of one lab,
// frame by frame in turn.
func BenchmarkViewers(b *testing.B) {
	const events = 1000
	log := logged(b, events, 40)
	for _, viewers := range []int{1, 8, 16} {
		for _, cached := range []bool{false, true} {
			name := "each"
			if cached {
				name = "once"
			}
			b.Run(strconv.Itoa(viewers)+"/"+name, func(b *testing.B) {
				batch := new(Batch)
				for b.Loop() {
					var cache *EventCache
					if cached {
						cache = new(EventCache)
					}
					for range viewers {
						frames(log, cache, batch, func([]byte) {})
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/events, "ns/event")
			})
		}
	}
}
