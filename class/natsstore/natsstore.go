// Package natsstore keeps a class in NATS JetStream: in a server of its own, inside this
// process, or in a cluster that runs elsewhere.
package natsstore

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"socketschool/class"
	"socketschool/filelock"
)

const (
	bucket      = "socketschool_class"
	readyTime   = 20 * time.Second // a server with an old disk and a large journal
	requestTime = 10 * time.Second

	// maxValue bounds a value, in bytes: 64 KiB of code as JSON, which can double it.
	maxValue = 256 << 10
)

// Store implements class.Store. An acknowledged change is on disk.
type Store struct {
	server *server.Server // nil for one that runs elsewhere
	lock   *os.File       // in the server's folder
	conn   *nats.Conn
	js     jetstream.JetStream
	kv     jetstream.KeyValue
}

// Open starts a server that keeps its files in dir and opens no port. Only one process can
// have it open. It must be closed.
func Open(ctx context.Context, dir string) (*Store, error) {
	lock, err := lockFolder(dir)
	if err != nil {
		return nil, err
	}
	srv, err := server.NewServer(&server.Options{
		ServerName: "socketschool",
		JetStream:  true,
		StoreDir:   dir,
		DontListen: true,
		SyncAlways: true, // the default syncs every two minutes
		NoSigs:     true,
		NoLog:      true,
	})
	if err != nil {
		lock.Close()
		return nil, fmt.Errorf("natsstore: %w", err)
	}
	s := &Store{server: srv, lock: lock}
	go srv.Start()
	if !srv.ReadyForConnections(readyTime) {
		s.Close()
		return nil, fmt.Errorf("natsstore: the files in %s could not be opened within %s", dir, readyTime)
	}
	if s.conn, err = nats.Connect("", nats.InProcessServer(srv)); err != nil {
		s.Close()
		return nil, fmt.Errorf("natsstore: %w", err)
	}
	if err := s.openBucket(ctx, 1); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// lockFolder makes the folder if it is not there, and locks it.
func lockFolder(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("natsstore: %w", err)
	}
	lock, err := filelock.Try(filepath.Join(dir, "lock"))
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, fmt.Errorf("the folder %s is in use by another playground: stop that one, or name another folder", dir)
	}
	if err != nil {
		return nil, fmt.Errorf("natsstore: lock %s: %w", dir, err)
	}
	return lock, nil
}

// openBucket opens the bucket, and makes it if it is not there.
func (s *Store) openBucket(ctx context.Context, replicas int) error {
	var err error
	if s.js, err = jetstream.New(s.conn); err != nil {
		return fmt.Errorf("natsstore: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	s.kv, err = s.js.CreateOrUpdateKeyValue(ctx, jetstream.KeyValueConfig{
		Bucket: bucket, Description: "Socket School: rooms, members and their progress",
		Storage: jetstream.FileStorage, Replicas: replicas, MaxValueSize: maxValue,
	})
	if err != nil {
		return fmt.Errorf("natsstore: cannot open the bucket %s: %w", bucket, err)
	}
	return nil
}

// Close ends the connection, and the server that Open has started.
func (s *Store) Close() {
	if s.conn != nil {
		s.conn.Close()
	}
	if s.server != nil {
		s.server.Shutdown()
		s.server.WaitForShutdown()
		s.lock.Close()
	}
}

// Put implements class.Store.
func (s *Store) Put(ctx context.Context, key string, value []byte, revision uint64) (uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	var err error
	if revision == 0 {
		revision, err = s.kv.Create(ctx, key, value)
	} else {
		revision, err = s.kv.Update(ctx, key, value, revision)
	}
	if isConflict(err) {
		return 0, class.ErrConflict
	}
	if err != nil {
		return 0, fmt.Errorf("natsstore: put %s: %w", key, err)
	}
	return revision, nil
}

func isConflict(err error) bool {
	if errors.Is(err, jetstream.ErrKeyExists) {
		return true
	}
	failed, ok := errors.AsType[*jetstream.APIError](err)
	return ok && failed.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence
}

// Delete implements class.Store. The message is that of jetstream.KeyValue.Purge, which
// does not return its revision (NATS ADR-8).
func (s *Store) Delete(ctx context.Context, key string) (uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	msg := nats.NewMsg("$KV." + bucket + "." + key)
	msg.Header.Set("KV-Operation", "PURGE")
	msg.Header.Set(jetstream.MsgRollup, jetstream.MsgRollupSubject)
	ack, err := s.js.PublishMsg(ctx, msg)
	if err != nil {
		return 0, fmt.Errorf("natsstore: delete %s: %w", key, err)
	}
	return ack.Sequence, nil
}

// Watch implements class.Store. A watch of a server elsewhere survives that the
// connection is lost for a while.
func (s *Store) Watch(ctx context.Context, f func(class.Entry), ready func()) error {
	w, err := s.kv.WatchAll(ctx)
	if err != nil {
		return fmt.Errorf("natsstore: watch: %w", err)
	}
	defer w.Stop()
	for {
		select {
		case e, ok := <-w.Updates():
			switch {
			case !ok:
				return errors.Join(ctx.Err(), errors.New("natsstore: the watch has ended"))
			case e == nil: // after what was there
				ready()
			case e.Operation() == jetstream.KeyValuePut:
				f(class.Entry{Key: e.Key(), Value: append([]byte{}, e.Value()...), Revision: e.Revision()})
			default:
				f(class.Entry{Key: e.Key(), Revision: e.Revision()})
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
