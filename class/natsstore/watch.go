package natsstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"socketschool/class"
)

const (
	// watchHeartbeat is how often a server that has nothing new for a watch says so. A
	// watch that hears nothing for twice as long begins again, at another node of a cluster.
	watchHeartbeat = time.Second
	watchExpiry    = 10 * time.Second

	// consumerTime is how long NATS keeps the consumer of a watch that is gone.
	consumerTime = 30 * time.Second
)

// watchState is what a watch has brought so far.
type watchState struct {
	revision uint64 // of the last change
	isReady  bool
	f        func(class.Entry)
	ready    func()
}

// Watch implements class.Store. A watch of a server elsewhere goes on behind the last
// change that it has brought when a node, or the connection, was lost. It does not use
// jetstream.KeyWatcher, which notices after ten seconds or more that a node is gone.
func (s *Store) Watch(ctx context.Context, f func(class.Entry), ready func()) error {
	state := &watchState{f: f, ready: ready}
	for {
		err := s.watchOnce(ctx, state)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case s.conn.IsClosed():
			return errors.Join(errors.New("natsstore: the watch has ended"), err)
		case !state.isReady && !isUnanswered(err) && !isAway(err) && !errors.Is(err, jetstream.ErrNoHeartbeat):
			return fmt.Errorf("natsstore: watch: %w", err)
		}
		s.log.Debug("the watch of the classes begins again", "error", err)
		select {
		case <-time.After(retryWait):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// watchOnce watches by one consumer until that ends.
func (s *Store) watchOnce(ctx context.Context, w *watchState) error {
	var left uint64
	began := func(pending uint64) {
		if left = pending; left == 0 {
			w.noteReady()
		}
	}
	var delivered uint64
	return s.read(ctx, w.revision, began, func(msg jetstream.Msg, revision uint64) bool {
		s.take(w, msg, revision)
		if delivered++; delivered >= left {
			w.noteReady()
		}
		return true
	})
}

// read calls began with the number of messages that are there behind a revision, and f with
// each of them and each later one until f returns false. From revision 0 it reads the last
// message of each key.
func (s *Store) read(ctx context.Context, revision uint64, began func(pending uint64), f func(msg jetstream.Msg, revision uint64) (more bool)) error {
	consumer, err := s.newConsumer(ctx, revision)
	if err != nil {
		return err
	}
	defer s.endConsumer(consumer)
	began(consumer.CachedInfo().NumPending)
	messages, err := consumer.Messages(jetstream.PullHeartbeat(watchHeartbeat), jetstream.PullExpiry(watchExpiry))
	if err != nil {
		return err
	}
	defer messages.Stop()
	for delivered := uint64(1); ; delivered++ {
		msg, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return err
		}
		at, err := msg.Metadata()
		if err != nil {
			return err
		}
		if at.Sequence.Consumer != delivered {
			return fmt.Errorf("message %d came in place of %d", at.Sequence.Consumer, delivered)
		}
		if !f(msg, at.Sequence.Stream) {
			return nil
		}
	}
}

// newConsumer begins behind a revision, or with 0 at all that is there.
func (s *Store) newConsumer(ctx context.Context, revision uint64) (jetstream.Consumer, error) {
	cfg := jetstream.ConsumerConfig{
		FilterSubject: subjectOf(">"), AckPolicy: jetstream.AckNonePolicy, DeliverPolicy: jetstream.DeliverLastPerSubjectPolicy,
		MemoryStorage: true, Replicas: 1, InactiveThreshold: consumerTime,
	}
	if revision > 0 {
		cfg.DeliverPolicy, cfg.OptStartSeq = jetstream.DeliverByStartSequencePolicy, revision+1
	}
	ctx, cancel := context.WithTimeout(ctx, openTime)
	defer cancel()
	return s.stream.CreateConsumer(ctx, cfg)
}

// endConsumer lets NATS forget the consumer now instead of after consumerTime.
func (s *Store) endConsumer(c jetstream.Consumer) {
	if s.conn.IsConnected() {
		ctx, cancel := context.WithTimeout(context.Background(), retryWait)
		defer cancel()
		_ = s.stream.DeleteConsumer(ctx, c.CachedInfo().Name)
	}
}

func (s *Store) take(w *watchState, msg jetstream.Msg, revision uint64) {
	w.revision = revision
	e := class.Entry{Key: keyOf(msg.Subject()), Revision: revision}
	s.erasures.note(e.Key, nats.Header(msg.Headers()), revision)
	if e.Key == fillerKey {
		return
	}
	if msg.Headers().Get(operationHeader) == "" {
		e.Value = append([]byte{}, msg.Data()...)
	}
	w.f(e)
}

func (w *watchState) noteReady() {
	if !w.isReady {
		w.isReady = true
		w.ready()
	}
}
