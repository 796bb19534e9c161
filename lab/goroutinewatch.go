package lab

import (
	"encoding/json"
	"fmt"
	"runtime"
	"sync"
	"time"

	"socketschool/lab/stack"
)

const (
	// dumpInterval is how old a dump may be.
	dumpInterval = time.Second

	// dumpShare bounds the part of the time for which dumps stop all goroutines: one in
	// so many.
	dumpShare = 20

	// maxListed is how many goroutines the process may have for a dump. It would stop
	// all of them for too long if they were more.
	maxListed = 10_000

	// forgetAfter is how long after a lab's last report what is known of its goroutines is
	// kept, and the dump after the last report of all.
	forgetAfter = 5 * time.Second
)

// goroutineWatch makes the reports of all labs of the process from dumps that they share.
type goroutineWatch struct {
	take  func() string // stack.Take
	count func() int    // runtime.NumGoroutine

	mu      sync.Mutex
	at      time.Time // of the dump; zero for none
	next    time.Time // when another one may be taken
	dump    string
	total   int // goroutines of the process, if they were too many for a dump
	labs    map[*Lab]*goroutineReporter
	forget  *time.Timer
	reports uint64 // so far: an earlier timer forgets nothing
}

var watch = &goroutineWatch{take: stack.Take, count: runtime.NumGoroutine}

// GoroutineReport returns where the goroutines of this lab's server are, as JSON: a
// GoroutineReport. It is at most a second old, or older where a dump takes long: all
// reports of the process share one dump, which is taken only for a report.
func (l *Lab) GoroutineReport() []byte { return watch.report(l) }

func (w *goroutineWatch) report(l *Lab) []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	if w.at.IsZero() || !now.Before(w.next) {
		w.renew(now)
	}
	w.reports++
	number := w.reports
	if w.forget != nil {
		w.forget.Stop()
	}
	w.forget = time.AfterFunc(forgetAfter, func() { w.clear(number) })
	r := w.labs[l]
	if r == nil {
		r = &goroutineReporter{lab: l}
		w.labs[l] = r
	}
	r.asked = now
	if r.last == nil {
		r.last = w.encode(r)
	}
	return r.last
}

// renew takes a dump, unless the process has too many goroutines.
func (w *goroutineWatch) renew(now time.Time) {
	w.dump, w.total, w.at = "", 0, now
	if n := w.count(); n > maxListed {
		w.total = n
	} else {
		w.dump = w.take()
	}
	w.next = now.Add(max(dumpInterval, dumpShare*time.Since(now)))
	if w.labs == nil {
		w.labs = make(map[*Lab]*goroutineReporter)
	}
	for l, r := range w.labs {
		if now.Sub(r.asked) > forgetAfter {
			delete(w.labs, l)
		}
		r.last = nil
	}
}

// clear forgets the dump, unless there was a report after the one of that number.
func (w *goroutineWatch) clear(number uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if number == w.reports {
		w.dump, w.at, w.labs = "", time.Time{}, nil
	}
}

func (w *goroutineWatch) encode(r *goroutineReporter) []byte {
	report := &GoroutineReport{Groups: []GoroutineGroup{}}
	if w.total == 0 {
		report = r.report(w.dump, w.at)
	} else {
		report.Problem = fmt.Sprintf("%d goroutines run where your server does, more than the %d that can be listed without stopping them for long.", w.total, maxListed)
	}
	text, err := json.Marshal(report)
	if err != nil {
		panic(err) // structs of ours
	}
	return text
}
