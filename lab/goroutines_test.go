package lab_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"socketschool/lab"
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

// TestForeignFunction: a goroutine that runs a function of another package alone is at the
// line that has started it.
func TestForeignFunction(t *testing.T) {
	r, w := io.Pipe()
	l := start(t, func(ctx context.Context, ln net.Listener, log *slog.Logger) error {
		go io.Copy(io.Discard, r)
		<-ctx.Done()
		return w.Close()
	})
	var all []lab.Goroutines
	for range 10_000 {
		runtime.Gosched()
		all = l.Goroutines()
		if slices.ContainsFunc(all, func(g lab.Goroutines) bool {
			return g.Waits && g.Doing == "io.Copy" && g.Function == "TestForeignFunction.func1" && g.Source.Line > 0
		}) {
			return
		}
	}
	t.Fatalf("%+v", all)
}

// TestBeginning: a goroutine that WaitGroup.Go has started belongs to the program before it
// has called the program's function.
func TestBeginning(t *testing.T) {
	var l *lab.Lab
	started := make(chan struct{})
	seen := make(chan bool)
	l = start(t, func(ctx context.Context, ln net.Listener, log *slog.Logger) error {
		<-started
		for range 1000 {
			var running sync.WaitGroup
			running.Go(func() { runtime.Gosched() })
			all := l.Goroutines()
			running.Wait()
			if slices.ContainsFunc(all, func(g lab.Goroutines) bool { return g.Function == "WaitGroup.Go" && !g.Waits }) {
				seen <- true
				return nil
			}
		}
		seen <- false
		return nil
	})
	close(started)
	if !<-seen {
		t.Error("no goroutine was seen to begin")
	}
}
