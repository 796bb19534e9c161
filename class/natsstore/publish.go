package natsstore

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"socketschool/class"
)

const (
	// attemptTime bounds one attempt to store a change: the node that was to answer may be
	// gone. A cluster elects another leader within ten seconds.
	attemptTime = 2 * time.Second

	// retryWait is the time between two attempts.
	retryWait = 100 * time.Millisecond

	// reconnectTime is how long a change waits for another node of a cluster.
	reconnectTime = 3 * time.Second
)

// duplicateInProcess is NATS's error code for a message whose former attempt waits for the
// nodes of a cluster (server/errors.json, JSStreamDuplicateMessageConflict).
const duplicateInProcess jetstream.ErrorCode = 10158

const (
	operationHeader = "KV-Operation" // of a deletion, as jetstream.KeyValue has it
	purge           = "PURGE"
)

// Put implements class.Store.
func (s *Store) Put(ctx context.Context, key string, value []byte, revision uint64) (uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	stored, err := s.putAt(ctx, key, value, revision)
	if revision != 0 || !errors.Is(err, class.ErrConflict) {
		return stored, err
	}
	last, lastErr := s.stream.GetLastMsgForSubject(ctx, subjectOf(key))
	if lastErr != nil || last.Header.Get(operationHeader) == "" {
		return 0, err
	}
	return s.putAt(ctx, key, value, last.Sequence) // on top of a deletion
}

func (s *Store) putAt(ctx context.Context, key string, value []byte, revision uint64) (uint64, error) {
	stored, err := s.publish(ctx, newPut(key, value, revision))
	if err != nil && !errors.Is(err, class.ErrConflict) {
		err = fmt.Errorf("natsstore: put %s: %w", key, err)
	}
	return stored, err
}

func newPut(key string, value []byte, revision uint64) *nats.Msg {
	msg := nats.NewMsg(subjectOf(key))
	msg.Data = value
	msg.Header.Set(jetstream.ExpectedLastSubjSeqHeader, strconv.FormatUint(revision, 10))
	return msg
}

// Delete implements class.Store. The message is that of jetstream.KeyValue.Purge, which
// does not return its revision (NATS ADR-8).
func (s *Store) Delete(ctx context.Context, key string) (uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	msg := nats.NewMsg(subjectOf(key))
	msg.Header.Set(operationHeader, purge)
	msg.Header.Set(jetstream.MsgRollup, jetstream.MsgRollupSubject)
	revision, err := s.publish(ctx, msg)
	if err != nil {
		return 0, fmt.Errorf("natsstore: delete %s: %w", key, err)
	}
	s.erasures.note(key, msg.Header, revision)
	return revision, nil
}

func subjectOf(key string) string { return "$KV." + bucket + "." + key }

func keyOf(subject string) string { return strings.TrimPrefix(subject, subjectOf("")) }

// publish stores a message and returns its revision. Where no answer comes, as while a
// cluster elects a leader, it tries again: the message has an ID, by which NATS stores it
// once. It returns class.ErrConflict where another change has come before.
func (s *Store) publish(ctx context.Context, msg *nats.Msg) (uint64, error) {
	if strings.ContainsAny(msg.Subject, " *>\t\r\n") {
		return 0, errors.New("a key has letters, digits, - and _ alone")
	}
	msg.Header.Set(jetstream.MsgIDHeader, rand.Text())
	begun := time.Now()
	for {
		revision, err := s.attempt(ctx, msg)
		switch {
		case err == nil:
			s.noteStored()
			return revision, nil
		case isAway(err):
			if len(s.conn.Servers()) < 2 || time.Since(begun) > reconnectTime {
				return 0, err
			}
		case !isUnanswered(err):
			return 0, err
		}
		select {
		case <-time.After(retryWait):
		case <-ctx.Done():
			s.noteNotStored(err)
			return 0, fmt.Errorf("no answer from NATS: %w", err)
		}
	}
}

// attempt sends a message, which may have been sent before, once.
func (s *Store) attempt(ctx context.Context, msg *nats.Msg) (uint64, error) {
	attempt, cancel := context.WithTimeout(ctx, attemptTime)
	defer cancel()
	ack, err := s.js.PublishMsg(attempt, msg)
	if err == nil {
		return ack.Sequence, nil
	}
	if !isConflict(err) {
		return 0, err
	}
	// A single server compares revisions before it looks at the ID.
	if last, err := s.stream.GetLastMsgForSubject(ctx, msg.Subject); err == nil && last.Header.Get(jetstream.MsgIDHeader) == msg.Header.Get(jetstream.MsgIDHeader) {
		return last.Sequence, nil // stored by an attempt whose answer was lost
	}
	return 0, class.ErrConflict
}

// isConflict reports whether another change has come before. Replicated streams have an
// error code of their own for it.
func isConflict(err error) bool {
	failed, ok := errors.AsType[*jetstream.APIError](err)
	return ok && (failed.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence ||
		failed.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant)
}

// isAway reports whether nothing was sent, since no server is connected now.
func isAway(err error) bool {
	return errors.Is(err, nats.ErrReconnectBufExceeded) || errors.Is(err, nats.ErrDisconnected) || errors.Is(err, nats.ErrConnectionReconnecting)
}

// isUnanswered reports whether the server may answer later: it does not know whether it
// has, or has no leader.
func isUnanswered(err error) bool {
	if failed, ok := errors.AsType[*jetstream.APIError](err); ok {
		return failed.Code == 503 || failed.ErrorCode == duplicateInProcess
	}
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, nats.ErrTimeout) ||
		errors.Is(err, nats.ErrNoResponders) || errors.Is(err, jetstream.ErrNoStreamResponse)
}

// noteNotStored logs the first change that a cluster has not answered.
func (s *Store) noteNotStored(err error) {
	if !s.unanswered.Swap(true) {
		s.log.Warn("NATS does not answer: a cluster needs a majority of its nodes. Classes stay as they are, and no change is stored until it answers; lessons and labs go on", "error", err)
	}
}

func (s *Store) noteStored() {
	if s.unanswered.Load() && s.unanswered.Swap(false) {
		s.log.Info("NATS stores changes again")
	}
}
