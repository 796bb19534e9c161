package protocol_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"testing"

	"socketschool/lab"
	"socketschool/lab/event"
	"socketschool/protocol"
)

// fakeLog is an event log that holds the events first to last, and returns at
// most chunk of them at a time. Reading event gap loses those before it.
type fakeLog struct {
	first, last, gap uint64
	chunk, size      int
}

func (l *fakeLog) AppendEvents(b []byte, after uint64, limit int) ([]byte, int, uint64) {
	if after+1 >= l.gap {
		l.first = max(l.first, l.gap+5)
	}
	from := max(after+1, l.first)
	n := 0
	for seq := from; seq <= l.last && n < min(limit, l.chunk); seq++ {
		if n > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"seq":`+strconv.FormatUint(seq, 10)+`,"x":"`+strings.Repeat("x", l.size)+`"}`...)
		n++
	}
	if n == 0 {
		return b, 0, 0
	}
	return b, n, from - after - 1
}

func TestEventFrame(t *testing.T) {
	tests := []struct {
		name  string
		log   fakeLog
		after uint64
		limit int
		want  protocol.EventFrame // without JSON
		full  bool
	}{
		{"nothing new", fakeLog{first: 1, last: 9, gap: 100, chunk: 4}, 9, 5, protocol.EventFrame{Last: 9}, false},
		{"all", fakeLog{first: 1, last: 9, gap: 100, chunk: 4}, 0, 50, protocol.EventFrame{Count: 9, Last: 9}, false},
		{"up to the limit", fakeLog{first: 1, last: 9, gap: 100, chunk: 4}, 0, 7, protocol.EventFrame{Count: 7, Last: 7}, true},
		{"skipped ones first", fakeLog{first: 4, last: 9, gap: 100, chunk: 4}, 1, 50, protocol.EventFrame{Count: 6, Skipped: 2, Last: 9}, false},
		{"ended by a gap", fakeLog{first: 1, last: 30, gap: 9, chunk: 4}, 0, 50, protocol.EventFrame{Count: 8, Last: 8}, true},
		{"ended by its size", fakeLog{first: 1, last: 30, gap: 100, chunk: 4, size: 10_000}, 0, 50, protocol.EventFrame{Count: 8, Last: 8}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var f protocol.EventFrame
			full := f.Fill(&tt.log, tt.after, tt.limit)
			if full != tt.full || f.Count != tt.want.Count || f.Skipped != tt.want.Skipped || f.Last != tt.want.Last {
				t.Errorf("full %t, %d events, %d skipped, last %d; want %t and %+v", full, f.Count, f.Skipped, f.Last, tt.full, tt.want)
			}
			var got struct {
				Events  []struct{ Seq uint64 }
				Skipped uint64
			}
			if err := json.Unmarshal(f.JSON, &got); err != nil {
				t.Fatal(err)
			}
			if len(got.Events) != f.Count || got.Skipped != f.Skipped {
				t.Errorf("the frame has %d events and skips %d", len(got.Events), got.Skipped)
			}
			for i, e := range got.Events {
				if want := tt.after + tt.want.Skipped + uint64(i) + 1; e.Seq != want {
					t.Errorf("event %d has number %d, want %d", i, e.Seq, want)
				}
			}
		})
	}
}

// loggedRecords returns the log of a lab whose server has logged n records.
func loggedRecords(t testing.TB, n int) *event.Log {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	l := lab.Start(lab.Config{Listener: ln, History: n + 2, Program: lab.Program{
		Serve: func(ctx context.Context, _ net.Listener, log *slog.Logger) error {
			for i := range n {
				log.Info("received", "bytes", i, "data", strings.Repeat("x", 40), "quoted", "\x00\"")
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

// BenchmarkViewers sends a burst of 1,000 events to the viewers of one lab,
// frame by frame in turn.
func BenchmarkViewers(b *testing.B) {
	const events = 1000
	log := loggedRecords(b, events)
	for _, viewers := range []int{1, 8, 16} {
		for _, cached := range []bool{false, true} {
			name := "each"
			if cached {
				name = "once"
			}
			b.Run(strconv.Itoa(viewers)+"/"+name, func(b *testing.B) {
				var frame protocol.EventFrame
				reader := event.Reader{Log: log}
				for b.Loop() {
					if cached {
						reader.Cache = new(event.Cache)
					}
					for range viewers {
						for frame.Fill(&reader, 0, 512); frame.Count > 0; {
							frame.Fill(&reader, frame.Last, 512)
						}
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/events, "ns/event")
			})
		}
	}
}
