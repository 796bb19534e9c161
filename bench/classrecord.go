package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"slices"
	"strings"
	"sync"
	"time"
)

// timing is a row of the table: something that learners or the instructor wait for.
type timing struct {
	title string
	most  time.Duration // aim for the p99; 0 for none
}

var (
	joinTime   = timing{title: "join: page, form, lesson, connection of the class"}
	labTime    = timing{title: "lab start, to the viewer's first events"}
	tripTime   = timing{"64 B round trip", 100 * time.Millisecond}
	logTime    = timing{"server's log record to page", 250 * time.Millisecond}
	buildTime  = timing{title: "build, to the whole module"}
	sharedTime = timing{title: "line on the class's server, until all learners have it"}
	viewTime   = timing{"learner's report to instructor's page", time.Second}
)

var timings = []timing{joinTime, labTime, tripTime, logTime, buildTime, viewTime, sharedTime}

// recorder gathers timings and failures from all learners.
type recorder struct {
	mu       sync.Mutex
	took     map[string]*latencies // by title
	failures map[string]int        // by kind
	examples map[string]string
}

func newRecorder() *recorder {
	return &recorder{took: make(map[string]*latencies), failures: make(map[string]int), examples: make(map[string]string)}
}

func (r *recorder) add(t timing, took ...time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := r.took[t.title]
	if all == nil {
		all = new(latencies)
		r.took[t.title] = all
	}
	for _, d := range took {
		all.add(d)
	}
}

// fail counts a failure by what was tried and by its kind.
func (r *recorder) fail(what string, err error) {
	kind := what + ": " + kindOf(err)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failures[kind]++
	if r.examples[kind] == "" {
		r.examples[kind] = err.Error()
	}
}

// statusError is an answer that was not expected.
type statusError struct {
	status string
	text   string
}

func (e *statusError) Error() string { return e.status + ": " + e.text }

// kindOf returns the part of an error that is the same for all of its kind.
func kindOf(err error) string {
	if s, ok := errors.AsType[*statusError](err); ok {
		return s.status
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && !op.Timeout() {
		return op.Op + ": " + op.Err.Error()
	}
	if n, ok := errors.AsType[net.Error](err); ok && n.Timeout() || errors.Is(err, context.DeadlineExceeded) {
		return "timeout"
	}
	return err.Error()
}

func (r *recorder) writeTiming(w io.Writer, t timing) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all latencies
	if l := r.took[t.title]; l != nil {
		all = *l
	}
	if len(all) == 0 {
		return
	}
	slices.Sort(all)
	ms := func(q float64) string { return number(quantile(all, q)/1e3) + " ms" }
	aim, holds := "", ""
	if t.most > 0 {
		aim, holds = fmt.Sprintf("p99 ≤ %d ms", t.most.Milliseconds()), "yes"
		if quantile(all, 0.99) > float64(t.most.Microseconds()) {
			holds = "no"
		}
	}
	writeRow(w, []string{t.title, thousands(len(all)), ms(0.50), ms(0.95), ms(0.99), aim}, holds)
}

func (r *recorder) writeFailures(w io.Writer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	sum := 0
	for _, n := range r.failures {
		sum += n
	}
	holds := "yes"
	if sum > 0 {
		holds = "no"
	}
	writeRow(w, []string{"failures", thousands(sum), "", "", "", "0"}, holds)
	for _, kind := range slices.Sorted(maps.Keys(r.failures)) {
		writeRow(w, []string{"– " + kind, thousands(r.failures[kind]), "", "", "", ""}, "")
	}
	for _, kind := range slices.Sorted(maps.Keys(r.failures)) {
		if example := r.examples[kind]; !strings.HasSuffix(kind, example) {
			fmt.Fprintf(w, "\n%s, for example: %s\n", kind, example)
		}
	}
}
