// Package storetest has the tests that every class.Store passes.
package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"socketschool/class"
)

// Run tests stores that open makes, each of them empty.
func Run(t *testing.T, open func(*testing.T) class.Store) {
	for _, tt := range []struct {
		name string
		run  func(*testing.T, class.Store)
	}{
		{"revisions", revisions},
		{"watch", watch},
		{"deleted", deleted},
		{"concurrent", concurrent},
		{"large", large},
		{"erase", erase},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.run(t, open(t)) })
	}
}

func put(t *testing.T, s class.Store, key, value string, revision uint64) uint64 {
	t.Helper()
	revision, err := s.Put(t.Context(), key, []byte(value), revision)
	if err != nil {
		t.Fatalf("put %s: %v", key, err)
	}
	return revision
}

func remove(t *testing.T, s class.Store, key string) uint64 {
	t.Helper()
	revision, err := s.Delete(t.Context(), key)
	if err != nil {
		t.Fatalf("delete %s: %v", key, err)
	}
	return revision
}

func conflict(t *testing.T, s class.Store, key string, revision uint64) {
	t.Helper()
	if _, err := s.Put(t.Context(), key, []byte("x"), revision); !errors.Is(err, class.ErrConflict) {
		t.Errorf("put %s at revision %d: %v, want a conflict", key, revision, err)
	}
}

func revisions(t *testing.T, s class.Store) {
	first := put(t, s, "room.a", "1", 0)
	conflict(t, s, "room.a", 0)
	second := put(t, s, "room.a", "2", first)
	if second <= first {
		t.Errorf("revision %d after %d", second, first)
	}
	conflict(t, s, "room.a", first)
	conflict(t, s, "room.b", first)
	if third := put(t, s, "room.b", "1", 0); third <= second {
		t.Errorf("revision %d of another key after %d", third, second)
	}
}

// collect watches until ctx ends, and returns a channel of what comes. The watch is ready.
func collect(t *testing.T, s class.Store) <-chan class.Entry {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	entries, ready, ended := make(chan class.Entry, 1000), make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- s.Watch(ctx, func(e class.Entry) { entries <- e }, func() { close(ready) })
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("the watch ended with %v", err)
		}
	})
	select {
	case <-ready:
	case err := <-ended:
		ended <- err
		t.Fatalf("the watch ended before it was ready: %v", err)
	}
	return entries
}

func watch(t *testing.T, s class.Store) {
	first := put(t, s, "room.a", "1", 0)
	second := put(t, s, "room.a", "2", first)
	put(t, s, "member.a.b", "m", 0)
	entries := collect(t, s)
	got := map[string]class.Entry{}
	for len(entries) > 0 { // all that was there came before ready
		e := <-entries
		got[e.Key] = e
	}
	if len(got) != 2 || string(got["room.a"].Value) != "2" || got["room.a"].Revision != second || string(got["member.a.b"].Value) != "m" {
		t.Errorf("what was there: %v", got)
	}
	third := put(t, s, "room.a", "3", second)
	if e := <-entries; e.Key != "room.a" || string(e.Value) != "3" || e.Revision != third {
		t.Errorf("a change: %+v", e)
	}
	fourth := remove(t, s, "room.a")
	if e := <-entries; e.Key != "room.a" || !e.Deleted() || e.Revision != fourth || fourth <= third {
		t.Errorf("a deletion: %+v, want revision %d after %d", e, fourth, third)
	}
}

func deleted(t *testing.T, s class.Store) {
	remove(t, s, "room.a") // what is not there
	first := put(t, s, "room.a", "1", 0)
	gone := remove(t, s, "room.a")
	conflict(t, s, "room.a", first)
	if e := <-collect(t, s); e.Key != "room.a" || !e.Deleted() || e.Revision != gone {
		t.Errorf("who watches later gets %+v, want the deletion", e)
	}
	if again := put(t, s, "room.a", "2", 0); again <= first {
		t.Errorf("revision %d after %d", again, first)
	}
	if entries := collect(t, s); len(entries) != 1 {
		t.Errorf("%d entries, want 1", len(entries))
	}
}

// concurrent: of those who put with the same revision, one succeeds.
func concurrent(t *testing.T, s class.Store) {
	revision := put(t, s, "room.a", "0", 0)
	const rounds, writers = 20, 8
	for round := range rounds {
		var wg sync.WaitGroup
		won := make(chan uint64, writers)
		for w := range writers {
			wg.Go(func() {
				next, err := s.Put(t.Context(), "room.a", fmt.Appendf(nil, "%d/%d", round, w), revision)
				if err == nil {
					won <- next
				} else if !errors.Is(err, class.ErrConflict) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if len(won) != 1 {
			t.Fatalf("%d writers have won", len(won))
		}
		revision = <-won
	}
}

// large: 64 KiB of code that an instructor pushes.
func large(t *testing.T, s class.Store) {
	value := bytes.Repeat([]byte("0123456789abcdef"), 8<<10)
	if _, err := s.Put(t.Context(), "code.a", value, 0); err != nil {
		t.Fatal(err)
	}
	if e := <-collect(t, s); !bytes.Equal(e.Value, value) {
		t.Errorf("%d bytes came back", len(e.Value))
	}
}

// erase: it takes nothing that is there, and no deletion, also while keys change.
func erase(t *testing.T, s class.Store) {
	entries := collect(t, s)
	put(t, s, "room.a", "1", 0)
	deletion := remove(t, s, "room.a")
	stays := put(t, s, "room.b", "stays", 0)
	changes := put(t, s, "room.c", "0", 0)
	erased := make(chan error, 1)
	go func() { erased <- s.Erase(t.Context()) }()
	last := "0"
	for n, busy := 1, true; busy; n++ {
		select {
		case err := <-erased:
			if err != nil {
				t.Fatal(err)
			}
			busy = false
		default:
		}
		now, err := s.Put(t.Context(), "room.c", fmt.Append(nil, n), changes)
		if errors.Is(err, class.ErrConflict) { // its value was moved
			for e := range entries {
				if e.Key == "room.c" && e.Revision > changes {
					changes = e.Revision
					break
				}
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		changes, last = now, fmt.Sprint(n)
	}
	got := map[string]class.Entry{}
	for again := collect(t, s); len(again) > 0; {
		e := <-again
		got[e.Key] = e
	}
	if e := got["room.b"]; len(got) != 3 || string(e.Value) != "stays" || e.Revision < stays {
		t.Errorf("after it: %v", got)
	}
	if e := got["room.a"]; !e.Deleted() || e.Revision < deletion {
		t.Errorf("what was deleted: %+v", e)
	}
	if e := got["room.c"]; string(e.Value) != last {
		t.Errorf("what has changed meanwhile: %q, want %q", e.Value, last)
	}
	put(t, s, "room.a", "2", 0)
	put(t, s, "room.b", "changed", got["room.b"].Revision)
}
