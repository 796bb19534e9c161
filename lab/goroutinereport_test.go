package lab_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"socketschool/lab"
)

func reportOf(t *testing.T, l *lab.Lab) (report lab.GoroutineReport) {
	t.Helper()
	if err := json.Unmarshal(l.GoroutineReport(), &report); err != nil {
		t.Fatal(err)
	}
	return report
}

// awaitReport waits for a report that is as expected. Reports are a second apart.
func awaitReport(t *testing.T, l *lab.Lab, is func(lab.GoroutineReport) bool) lab.GoroutineReport {
	t.Helper()
	lab.ForgetDump()
	for looks := 0; ; looks++ {
		report := reportOf(t, l)
		if is(report) {
			return report
		}
		if looks > 5000 {
			t.Fatalf("%+v", report)
		}
		lab.ExpireDump()
		runtime.Gosched() // WebAssembly has one thread
	}
}

func groupIn(report lab.GoroutineReport, function string) lab.GoroutineGroup {
	for _, g := range report.Groups {
		if g.Function == function {
			return g
		}
	}
	return lab.GoroutineGroup{}
}

// leaky starts a goroutine for each connection that waits for ever, and one that reads.
func leaky(never chan struct{}) serveFunc {
	return func(ctx context.Context, ln net.Listener, _ *slog.Logger) error {
		defer context.AfterFunc(ctx, func() { ln.Close() })()
		for {
			conn, err := ln.Accept()
			if err != nil {
				return nil
			}
			go waitsFor(never)
			go readsAll(conn)
		}
	}
}

func waitsFor(never chan struct{}) { <-never }

func readsAll(conn net.Conn) {
	defer conn.Close()
	for buf := make([]byte, 10); ; {
		if _, err := conn.Read(buf); err != nil {
			return
		}
	}
}

// TestGoroutineReport: a report groups goroutines by what they do, with the line, for how
// long, and the connection; those that outlive their connection, and then Serve, are left
// over.
func TestGoroutineReport(t *testing.T) { forEachNetwork(t, testGoroutineReport) }

func testGoroutineReport(t *testing.T, n network) {
	never := make(chan struct{})
	defer close(never)
	l := n.start(t, leaky(never))
	other := n.start(t, leaky(never))
	dial(t, other)
	conns := []net.Conn{dial(t, l), dial(t, l)}
	report := awaitReport(t, l, func(r lab.GoroutineReport) bool {
		return groupIn(r, "waitsFor").Count == 2 && groupIn(r, "readsAll").Wait == "read" &&
			groupIn(r, "readsAll").Count == 2 && slices.ContainsFunc(r.Groups, func(g lab.GoroutineGroup) bool { return g.Wait == "accept" })
	})
	if report.Count != 5 || report.LeftOver != 0 || len(report.Groups) != 3 {
		t.Errorf("%+v", report)
	}
	waits, reads := groupIn(report, "waitsFor"), groupIn(report, "readsAll")
	if waits.Wait != "channel receive" || waits.Doing != "chan receive" || waits.Source.File != "goroutinereport_test.go" ||
		!slices.Equal(waits.Conns, []uint64{1, 2}) || waits.Started == nil || !strings.Contains(waits.Started.Function, "leaky.func") {
		t.Errorf("%+v", waits)
	}
	if reads.Doing != "Read" || !slices.Equal(reads.Conns, []uint64{1, 2}) || reads.Source.Line == waits.Source.Line {
		t.Errorf("%+v", reads)
	}

	conns[0].Close()
	report = awaitReport(t, l, func(r lab.GoroutineReport) bool { return r.LeftOver > 0 })
	if left := report.Groups[0]; left.Function != "waitsFor" || left.Count != 1 || left.LeftOver != lab.LeftOverConnection || !slices.Equal(left.Conns, []uint64{1}) {
		t.Errorf("%+v", report)
	}
	if report.Count != 4 || report.LeftOver != 1 {
		t.Errorf("%+v", report)
	}

	l.Stop()
	report = awaitReport(t, l, func(r lab.GoroutineReport) bool { return r.LeftOver == 2 && r.Count == 2 })
	if left := report.Groups[0]; len(report.Groups) != 1 || left.LeftOver != lab.LeftOverServe || left.Count != 2 {
		t.Errorf("%+v", report)
	}
	report = awaitReport(t, other, func(r lab.GoroutineReport) bool { return r.Count == 3 })
	if report.LeftOver != 0 || len(report.Groups) != 3 {
		t.Errorf("another lab's report: %+v", report)
	}
}

// TestReportOfTimer: a timer's goroutine has no label. It is of a lab that runs alone, and of
// no other.
func TestReportOfTimer(t *testing.T) {
	never := make(chan struct{})
	defer close(never)
	serve := func(ctx context.Context, _ net.Listener, _ *slog.Logger) error {
		time.AfterFunc(0, func() { waitsFor(never) })
		<-ctx.Done()
		return nil
	}
	one := networks[0].config(t, lab.Config{Program: lab.Program{Slug: "test", Serve: serve}})
	l := lab.Start(one)
	defer l.Stop()
	alone := networks[0].config(t, lab.Config{Program: lab.Program{Slug: "test", Serve: serve}, Alone: true})
	lone := lab.Start(alone)
	defer lone.Stop()
	awaitReport(t, lone, func(r lab.GoroutineReport) bool { return groupIn(r, "waitsFor").Count == 2 })
	if report := reportOf(t, l); report.Count != 1 {
		t.Errorf("%+v", report)
	}
}

// TestSharedDump: all reports of a second come from one dump, which only a report takes.
func TestSharedDump(t *testing.T) {
	never := make(chan struct{})
	defer close(never)
	a := start(t, leaky(never))
	b := start(t, leaky(never))
	taken := lab.CountDumps(t, nil)
	dial(t, a).Close()
	if n := taken(); n != 0 {
		t.Errorf("%d dumps were taken although no report was asked for", n)
	}
	for range 5 {
		reportOf(t, a)
		reportOf(t, b)
	}
	if n := taken(); n != 1 {
		t.Errorf("10 reports took %d dumps, want 1", n)
	}
	lab.ExpireDump()
	reportOf(t, b)
	if n := taken(); n != 2 {
		t.Errorf("%d dumps, want another one after a second", n)
	}
}

// TestTooManyGoroutines: the goroutines of a process that has very many are not listed.
func TestTooManyGoroutines(t *testing.T) {
	l := start(t, leaky(nil))
	taken := lab.CountDumps(t, func() int { return 10_001 })
	report := reportOf(t, l)
	if taken() != 0 || !strings.Contains(report.Problem, "10001 goroutines") || len(report.Groups) != 0 {
		t.Errorf("%+v", report)
	}
}

// TestManyGoroutines: a report of nearly 10,000 goroutines is small, and has all of them.
func TestManyGoroutines(t *testing.T) {
	const many = 9_000
	never := make(chan struct{})
	l := start(t, func(ctx context.Context, _ net.Listener, _ *slog.Logger) error {
		var running sync.WaitGroup
		for range many {
			running.Go(func() { waitsFor(never) })
		}
		<-ctx.Done()
		close(never)
		running.Wait()
		return nil
	})
	report := awaitReport(t, l, func(r lab.GoroutineReport) bool { return groupIn(r, "waitsFor").Count == many })
	if text := l.GoroutineReport(); len(text) > 4096 || report.Count != many+1 {
		t.Errorf("%d bytes: %.4000s", len(text), text)
	}
}
