package stack_test

import (
	"context"
	"io"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"socketschool/lab/stack"
)

// find returns the goroutine that has a function on its stack, when it is in a state.
func find(t *testing.T, function, state string) (g stack.Goroutine, text string) {
	t.Helper()
	for range 100_000 {
		for text := range stack.Each(stack.Take()) {
			g, ok := stack.Parse(text)
			if !ok {
				t.Fatalf("this is not parsed:\n%s", text)
			}
			has := func(f stack.Frame) bool { return strings.HasSuffix(f.Function, "."+function) }
			if slices.ContainsFunc(g.Frames, has) && g.State == state {
				return g, text
			}
		}
		runtime.Gosched()
	}
	t.Fatalf("no goroutine is in %s in state %q", function, state)
	return g, text
}

// Each of these waits until its channel is closed.
func receives(end chan struct{}) { <-end }
func selects(end chan struct{}) {
	select {
	case <-end:
	case <-make(chan int):
	}
}

func locks(mu *sync.Mutex)           { mu.Lock(); defer mu.Unlock() }
func readLocks(mu *sync.RWMutex)     { mu.RLock(); defer mu.RUnlock() }
func awaitsGroup(wg *sync.WaitGroup) { wg.Wait() }
func sleeps()                        { time.Sleep(time.Hour) }
func recurses(depth int, end chan struct{}) {
	if depth > 0 {
		recurses(depth-1, end)
		return
	}
	<-end
}
func spins(end *atomic.Bool) {
	for !end.Load() {
		runtime.Gosched() // in WebAssembly nothing takes the thread away
	}
}

type method[T any] struct{ end chan T }

func (m *method[T]) waits() { <-m.end }

// TestStates: goroutines as they really are, in each state that the API has a word for.
func TestStates(t *testing.T) {
	end := make(chan struct{})
	var running sync.WaitGroup
	defer running.Wait()
	defer close(end)
	var mu sync.Mutex
	mu.Lock()
	defer mu.Unlock()
	var rw sync.RWMutex
	rw.Lock()
	defer rw.Unlock()
	running.Go(func() { receives(end) })
	running.Go(func() { selects(end) })
	running.Go(func() { locks(&mu) })
	running.Go(func() { readLocks(&rw) })
	running.Go(func() { recurses(300, end) })
	var over atomic.Bool
	defer over.Store(true)
	running.Go(func() { spins(&over) })
	running.Go((&method[struct{}]{end}).waits)
	var group sync.WaitGroup
	group.Go(func() { <-end })
	running.Go(func() { awaitsGroup(&group) })
	for _, test := range []struct{ function, state string }{
		{"receives", "chan receive"},
		{"selects", "select"},
		{"locks", "sync.Mutex.Lock"},
		{"readLocks", "sync.RWMutex.RLock"},
		{"awaitsGroup", "sync.WaitGroup.Wait"},
		{"recurses", "chan receive"},
		{"spins", "runnable"},
		{"(*method[...]).waits", "chan receive"},
		{"TestStates", "running"},
	} {
		g, text := find(t, test.function, test.state)
		for _, f := range g.Frames {
			if f.File == "" || f.Line == 0 {
				t.Errorf("%s: the frame %+v has no line:\n%s", test.function, f, text)
			}
		}
		if g.Waits() == (test.state == "running" || test.state == "runnable") {
			t.Errorf("%s waits: %t", test.function, g.Waits())
		}
		if test.function != "TestStates" && (g.Creator.Function != "sync.(*WaitGroup).Go" || g.Creator.Line == 0 || g.CreatorNumber == 0) {
			t.Errorf("%s: the creator is %+v in %d", test.function, g.Creator, g.CreatorNumber)
		}
	}
}

// TestLabels: a goroutine has the labels of the one that started it.
func TestLabels(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	pprof.Do(t.Context(), pprof.Labels("number", "17", "other", "a\"b, }]:\n\n"), func(context.Context) {
		go func() { _, _ = r.Read(make([]byte, 1)) }()
	})
	g, text := find(t, "TestLabels.func1.1", "select")
	if got := stack.Label(text, "number"); got != "17" {
		t.Errorf("the label is %q in\n%s", got, text)
	}
	if got := stack.Label(text, "absent"); got != "" {
		t.Errorf("an absent label is %q", got)
	}
	if !strings.HasSuffix(g.Creator.Function, ".TestLabels.func1") || g.Creator.File != "stack_test.go" {
		t.Errorf("the creator is %+v", g.Creator)
	}
	if got := stack.Label("goroutine 7 [running]:\nmain.f labels:{\"number\": \"8\"}", "number"); got != "" {
		t.Errorf("a label was found below the header: %q", got)
	}
}

// TestBusy: a goroutine in a system call, such as the close of a connection, is not at rest.
func TestBusy(t *testing.T) {
	for state, waits := range map[string]bool{"syscall": false, "GC assist wait": false, "IO wait": true, "chan send (nil chan)": true} {
		g, ok := stack.Parse("goroutine 8 [" + state + "]:\nmain.f(...)\n\t/a/b.go:9")
		if !ok || g.Waits() != waits {
			t.Errorf("%s waits: %t", state, g.Waits())
		}
	}
}

// TestBubble: a bubble of testing/synctest adds words to the header, and a wait of more than
// a minute does.
func TestBubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		end := make(chan struct{})
		go receives(end)
		go sleeps()
		synctest.Wait()
		find(t, "receives", "chan receive")
		find(t, "sleeps", "sleep")
		close(end)
		time.Sleep(2 * time.Hour)
	})
	g, ok := stack.Parse("goroutine 8 [IO wait (durable), 12 minutes, locked to thread, synctest bubble 3 labels:{\"a\": \"b, c\"}]:\nmain.f(...)\n\t/a/b.go:9")
	want := stack.Frame{Function: "main.f", File: "b.go", Line: 9}
	if !ok || g.State != "IO wait" || g.Minutes != 12 || g.Number != 8 || !slices.Equal(g.Frames, []stack.Frame{want}) {
		t.Errorf("%+v", g)
	}
}

// FuzzParse: no text of a dump, cut off anywhere, makes the parser fail.
func FuzzParse(f *testing.F) {
	dump := stack.Take()
	for i := range len(dump) {
		if i%97 == 0 {
			f.Add(dump[:i])
		}
	}
	f.Add("goroutine 1 [running]:\n...9 frames elided...\ncreated by \n\tx:1\n\ty")
	f.Add("goroutine 1 gp=0x1 m=0 mp=0x2 [running]:\n\tgoroutine running on other thread; stack unavailable\ncreated by a.b in goroutine 7\n\t/c.go:1 +0x1")
	f.Fuzz(func(t *testing.T, text string) {
		for one := range stack.Each(text) {
			g, ok := stack.Parse(one)
			if ok && !strings.HasPrefix(one, "goroutine ") {
				t.Errorf("%q was parsed", one)
			}
			for _, frame := range g.Frames {
				if frame.Function == "" {
					t.Errorf("a frame without a function in %q", one)
				}
			}
			_ = stack.Label(one, "number")
		}
	})
}
