package event

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestLogRead(t *testing.T) {
	tests := []struct {
		name         string
		appended     int
		after        uint64
		limit        int
		first, count uint64
		skipped      uint64
	}{
		{"empty", 0, 0, 10, 0, 0, 0},
		{"all", 3, 0, 10, 1, 3, 0},
		{"resume", 3, 2, 10, 3, 1, 0},
		{"up to date", 3, 3, 10, 0, 0, 0},
		{"ahead of the log", 3, 9, 10, 0, 0, 0},
		{"limited", 3, 0, 2, 1, 2, 0},
		{"ring just full", 5, 0, 10, 1, 5, 0},
		{"ring over", 12, 0, 10, 8, 5, 7},
		{"ring over, resumed inside", 12, 9, 10, 10, 3, 0},
		{"ring over, limited", 12, 3, 2, 8, 2, 4},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := NewLog(5, nil)
			for range tt.appended {
				l.Append(&Event{Kind: KindLog})
			}
			got := make([]Event, tt.limit)
			n, skipped := l.Read(got, tt.after)
			got = got[:n]
			if uint64(len(got)) != tt.count || skipped != tt.skipped {
				t.Fatalf("%d events, %d skipped, want %d, %d", len(got), skipped, tt.count, tt.skipped)
			}
			for i, e := range got {
				if e.Seq != tt.first+uint64(i) {
					t.Errorf("event %d has seq %d, want %d", i, e.Seq, tt.first+uint64(i))
				}
			}
		})
	}
}

func TestLogWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLog(5, nil)
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				if err := l.Wait(t.Context(), 1); err != nil {
					t.Error(err)
				}
			})
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		l.Append(&Event{})
		if err := l.Wait(ctx, 1); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("waiting for event 2 ended with %v", err)
		}
		l.Append(&Event{})
		wg.Wait()
	})
}

// TestLogNotify: notify may read the log, and is not called for an event that is
// dropped.
func TestLogNotify(t *testing.T) {
	var l *Log
	var seen uint64
	l = NewLog(5, func() {
		var e [1]Event
		if n, _ := l.Read(e[:], seen); n != 1 {
			t.Errorf("after event %d: nothing new to read", seen)
		}
		seen = e[0].Seq
	})
	l.Append(&Event{Kind: KindAccept, Conn: 1})
	l.Append(&Event{Kind: KindClose, Conn: 1})
	l.Append(&Event{Kind: KindRead, Conn: 1})
	l.Append(&Event{Kind: KindLog})
	if seen != 3 {
		t.Errorf("notified up to event %d, want 3", seen)
	}
}
