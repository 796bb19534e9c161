package lab

import (
	"testing"
	"time"
)

// ExpireDump makes the next report take another dump, as a second does.
func ExpireDump() {
	watch.mu.Lock()
	defer watch.mu.Unlock()
	watch.next = time.Time{}
}

// ForgetDump makes the watch forget what it knows of goroutines.
func ForgetDump() {
	watch.mu.Lock()
	reports := watch.reports
	watch.mu.Unlock()
	watch.clear(reports)
}

// CountDumps returns a function that returns how many dumps were taken since. goroutines is
// how many the process has; nil leaves that to the runtime.
func CountDumps(t *testing.T, goroutines func() int) (taken func() int) {
	ForgetDump()
	watch.mu.Lock()
	defer watch.mu.Unlock()
	take, count, n := watch.take, watch.count, 0
	watch.take = func() string { n++; return take() }
	if goroutines != nil {
		watch.count = goroutines
	}
	t.Cleanup(func() {
		watch.mu.Lock()
		defer watch.mu.Unlock()
		watch.take, watch.count = take, count
	})
	return func() int {
		watch.mu.Lock()
		defer watch.mu.Unlock()
		return n
	}
}
