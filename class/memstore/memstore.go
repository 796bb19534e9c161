// Package memstore keeps a class in memory, for tests: it is gone with the process.
package memstore

import (
	"context"
	"slices"
	"strings"
	"sync"

	"socketschool/class"
)

// Store implements class.Store.
type Store struct {
	mu       sync.Mutex
	changed  chan struct{}          // closed and replaced at each change
	entries  map[string]class.Entry // the last one of each key, deletions too
	log      []class.Entry          // all changes, in order
	revision uint64
}

// New returns an empty store.
func New() *Store {
	return &Store{changed: make(chan struct{}), entries: make(map[string]class.Entry)}
}

// Put implements class.Store.
func (s *Store) Put(_ context.Context, key string, value []byte, revision uint64) (uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := s.entries[key]; now.Deleted() && revision != 0 || !now.Deleted() && now.Revision != revision {
		return 0, class.ErrConflict
	}
	return s.append(key, append([]byte{}, value...)), nil
}

// Delete implements class.Store.
func (s *Store) Delete(_ context.Context, key string) (uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.append(key, nil), nil
}

func (s *Store) append(key string, value []byte) uint64 {
	s.revision++
	e := class.Entry{Key: key, Value: value, Revision: s.revision}
	s.entries[key] = e
	s.log = append(s.log, e)
	close(s.changed)
	s.changed = make(chan struct{})
	return s.revision
}

// Erase implements class.Store. Memory that is not in use needs no erasure.
func (s *Store) Erase(context.Context) error { return nil }

// Watch implements class.Store.
func (s *Store) Watch(ctx context.Context, f func(class.Entry), ready func()) error {
	s.mu.Lock()
	now := make([]class.Entry, 0, len(s.entries))
	for _, e := range s.entries {
		now = append(now, e)
	}
	next, changed := len(s.log), s.changed
	s.mu.Unlock()
	slices.SortFunc(now, func(a, b class.Entry) int { return strings.Compare(a.Key, b.Key) })
	for _, e := range now {
		f(e)
	}
	ready()
	for {
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
		s.mu.Lock()
		fresh := slices.Clone(s.log[next:])
		next, changed = len(s.log), s.changed
		s.mu.Unlock()
		for _, e := range fresh {
			f(e)
		}
	}
}
