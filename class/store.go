package class

import (
	"context"
	"errors"
)

// ErrConflict is returned by a Store when a key has another revision than expected.
var ErrConflict = errors.New("class: the value has changed meanwhile")

// Entry is a key of a Store at one revision.
type Entry struct {
	Key      string // parts of letters, digits, - and _, joined by dots
	Value    []byte // nil if the key was deleted
	Revision uint64 // from 1; each change of any key has a higher one
}

// Deleted reports whether the entry says that its key was deleted.
func (e Entry) Deleted() bool { return e.Value == nil }

// Store keeps values by key. What a method has returned without an error for outlives
// the process, where the Store says that it does. All methods are safe for concurrent use.
type Store interface {
	// Put stores a value and returns its revision. The key must have the given revision
	// now, 0 for one that is not there; otherwise Put returns ErrConflict.
	Put(ctx context.Context, key string, value []byte, revision uint64) (uint64, error)

	// Delete removes a key whatever its revision is, and returns the deletion's revision.
	// A key that is not there is no error.
	Delete(ctx context.Context, key string) (uint64, error)

	// Erase removes the former values of keys that were deleted from where values are kept.
	// What was deleted before this process began is known once a watch is ready.
	Erase(ctx context.Context) error

	// Watch calls f with each key that is there or was deleted, then ready, and then f
	// with each change in the order of the changes of a key, until ctx is done. It returns
	// ctx's error, or why the watch has ended.
	Watch(ctx context.Context, f func(Entry), ready func()) error
}
