package lab_test

import (
	"context"
	"log/slog"
	"net"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"socketschool/lab/event"
)

// TestLogGoroutines: a server that hangs says where, with the line.
func TestLogGoroutines(t *testing.T) {
	var mu sync.Mutex
	mu.Lock()
	l := start(t, func(ctx context.Context, ln net.Listener, log *slog.Logger) error {
		var hanging sync.WaitGroup
		for range 2 {
			hanging.Go(func() { hang(&mu) })
		}
		hanging.Go(func() { _, _ = ln.Accept() })
		<-ctx.Done()
		hanging.Wait()
		return nil
	})
	want := []string{
		"2 goroutines wait in hang: sync.Mutex.Lock",
		"1 goroutine waits in TestLogGoroutines.func1: chan receive",
		"1 goroutine waits in TestLogGoroutines.func1.2: Accept",
	}
	var seen []event.Event
	for last := uint64(0); ; {
		runtime.Gosched() // WebAssembly has one thread
		l.LogGoroutines()
		var batch [100]event.Event
		n, _ := l.Events().Read(batch[:], last)
		last += uint64(n)
		seen = append(seen, batch[:n]...)
		missing := slices.DeleteFunc(slices.Clone(want), func(text string) bool {
			return slices.ContainsFunc(seen, func(e event.Event) bool { return e.Message == text })
		})
		if len(missing) == 0 {
			break
		}
		if t.Context().Err() != nil || last > 5000 {
			t.Fatalf("missing %q", missing)
		}
	}
	for _, e := range seen {
		if strings.Contains(e.Message, "in hang:") && (e.Source == nil || e.Source.File != "goroutines_test.go") {
			t.Errorf("the source of %q is %+v", e.Message, e.Source)
		}
	}
	mu.Unlock()
	l.Stop()
}

func hang(mu *sync.Mutex) {
	mu.Lock()
	defer mu.Unlock()
}
