package servertest

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"
)

// A Record is a log record, with the place that it was logged at.
type Record struct {
	Level   slog.Level
	Message string
	Attrs   map[string]any
	File    string // base name and folder are what tests look at
	Line    int
}

func (r Record) String() string {
	return fmt.Sprintf("%v %q %v", r.Level, r.Message, r.Attrs)
}

// Logs is a slog.Handler that keeps all records.
type Logs struct {
	attrs  []slog.Attr
	shared *sharedLogs
}

type sharedLogs struct {
	mu      sync.Mutex
	records []Record
	more    chan struct{} // closed, and replaced, when a record comes
}

func newLogs() *Logs {
	return &Logs{shared: &sharedLogs{more: make(chan struct{})}}
}

// Enabled is part of slog.Handler.
func (l *Logs) Enabled(context.Context, slog.Level) bool { return true }

// WithAttrs is part of slog.Handler.
func (l *Logs) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &Logs{attrs: slices.Concat(l.attrs, attrs), shared: l.shared}
}

// WithGroup is part of slog.Handler. No example server uses groups.
func (l *Logs) WithGroup(string) slog.Handler { panic("an example server uses a group") }

// Handle is part of slog.Handler.
func (l *Logs) Handle(_ context.Context, r slog.Record) error {
	frame, _ := runtime.CallersFrames([]uintptr{r.PC}).Next()
	record := Record{r.Level, r.Message, make(map[string]any), frame.File, frame.Line}
	add := func(a slog.Attr) bool {
		record.Attrs[a.Key] = a.Value.Any()
		return true
	}
	for _, a := range l.attrs {
		add(a)
	}
	r.Attrs(add)

	s := l.shared
	s.mu.Lock()
	defer s.mu.Unlock()
	s.records = append(s.records, record)
	close(s.more)
	s.more = make(chan struct{})
	return nil
}

// All returns the records so far.
func (l *Logs) All() []Record {
	l.shared.mu.Lock()
	defer l.shared.mu.Unlock()
	return slices.Clone(l.shared.records)
}

// Find returns the records so far with this message and these attributes,
// given as key, value, key, value.
func (l *Logs) Find(message string, attrs ...any) []Record {
	return slices.DeleteFunc(l.All(), func(r Record) bool { return !r.matches(message, attrs) })
}

// Wait waits until there are n records with this message and these attributes
// and returns them.
func (l *Logs) Wait(t testing.TB, n int, message string, attrs ...any) []Record {
	t.Helper()
	var found []Record
	enough := func() bool {
		found = l.Find(message, attrs...)
		return len(found) >= n
	}
	if !l.Until(enough) {
		t.Fatalf("not %d records %q with %v among these:\n%v", n, message, attrs, l.All())
	}
	return found
}

// Until asks done again after each record and reports whether it came true in
// time.
func (l *Logs) Until(done func() bool) bool {
	timeout := time.After(timeout)
	for {
		l.shared.mu.Lock()
		more := l.shared.more
		l.shared.mu.Unlock()
		if done() {
			return true
		}
		select {
		case <-more:
		case <-timeout:
			return false
		}
	}
}

func (r Record) matches(message string, attrs []any) bool {
	for i := 0; i+1 < len(attrs); i += 2 {
		want := attrs[i+1]
		if n, ok := want.(int); ok {
			want = int64(n) // as slog has it
		}
		if r.Attrs[attrs[i].(string)] != want {
			return false
		}
	}
	return r.Message == message
}
