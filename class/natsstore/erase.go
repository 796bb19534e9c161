package natsstore

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"socketschool/class"
)

// NATS appends messages to block files and removes a file when all of its messages were
// removed. A value that was deleted or replaced stays in its file until then.

const (
	// erasedHeader marks a deletion whose former values are in no file any more.
	erasedHeader = "Socketschool-Erased"

	// fillerKey has what Erase fills a block with.
	fillerKey = "filler"

	// fillerMessages of maxFiller bytes fill the largest block.
	fillerMessages = server.FileStoreMaxBlkSize/maxFiller + 1
	maxFiller      = maxValue - 4<<10 // subject and headers are counted with the value
)

// erasures has the keys that were deleted and whose former values may be in the files.
type erasures struct {
	erasing sync.Mutex // held by Erase

	mu     sync.Mutex
	keys   map[string]uint64 // with the revision of the deletion
	purged uint64            // the last revision that is in no file
}

// note takes a message of the bucket. The filler is there until its block is removed.
func (e *erasures) note(key string, header nats.Header, revision uint64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case revision <= e.purged:
	case header.Get(erasedHeader) != "":
		delete(e.keys, key)
	case header.Get(operationHeader) != "" || key == fillerKey:
		if e.keys == nil {
			e.keys = make(map[string]uint64)
		}
		e.keys[key] = revision
	}
}

// noteErased notes that nothing up to a revision is in the files.
func (e *erasures) noteErased(end uint64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.purged = end
	maps.DeleteFunc(e.keys, func(_ string, revision uint64) bool { return revision <= end })
}

func (e *erasures) isEmpty() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.keys) == 0
}

// Erase implements class.Store. It moves all that is there to block files of its own and
// removes the others. Changes go on meanwhile. What it leaves undone, the next call does.
func (s *Store) Erase(ctx context.Context) error {
	s.erasures.erasing.Lock()
	defer s.erasures.erasing.Unlock()
	if s.erasures.isEmpty() {
		return nil
	}
	if err := s.erase(ctx); err != nil {
		return fmt.Errorf("natsstore: erase what was deleted: %w", err)
	}
	return nil
}

func (s *Store) erase(ctx context.Context) error {
	end, err := s.fillBlock(ctx)
	if err != nil {
		return err
	}
	messages, err := s.messagesUntil(ctx, end)
	if err != nil {
		return err
	}
	for _, msg := range messages {
		// A conflict is with a change behind the filler, which stays.
		if _, err := s.publish(ctx, msg); err != nil && !errors.Is(err, class.ErrConflict) {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	if err := s.stream.Purge(ctx, jetstream.WithPurgeSequence(end+1)); err != nil {
		return err
	}
	s.erasures.noteErased(end)
	return nil
}

// fillBlock makes NATS begin another block, and returns the revision of the last message
// of the filler. What is stored later is in that block or a later one.
func (s *Store) fillBlock(ctx context.Context) (end uint64, err error) {
	for range fillerMessages {
		msg := nats.NewMsg(subjectOf(fillerKey))
		msg.Data = make([]byte, maxFiller)
		if end, err = s.publish(ctx, msg); err != nil {
			return 0, err
		}
	}
	return end, nil
}

// messagesUntil returns the last message of each key up to a revision of the filler, ready
// to be stored again unless the key has changed since.
func (s *Store) messagesUntil(ctx context.Context, end uint64) ([]*nats.Msg, error) {
	last := make(map[string]*nats.Msg)
	ctx, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	err := s.read(ctx, 0, func(uint64) {}, func(msg jetstream.Msg, revision uint64) bool {
		if revision < end {
			last[msg.Subject()] = moved(msg, revision)
		}
		return revision < end // a node that is behind has read all when it has the filler
	})
	return slices.Collect(maps.Values(last)), err
}

// moved returns a message that replaces one by the same value or deletion.
func moved(msg jetstream.Msg, revision uint64) *nats.Msg {
	again := newPut(keyOf(msg.Subject()), slices.Clone(msg.Data()), revision)
	if operation := msg.Headers().Get(operationHeader); operation != "" {
		again.Header.Set(operationHeader, operation)
		again.Header.Set(jetstream.MsgRollup, jetstream.MsgRollupSubject)
		again.Header.Set(erasedHeader, "true")
	}
	return again
}
