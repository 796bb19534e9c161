// Package natsstore keeps a class in NATS JetStream: in a server of its own, inside this
// process, or in a cluster that runs elsewhere.
package natsstore

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"socketschool/filelock"
)

const (
	bucket      = "socketschool_class"
	readyTime   = 20 * time.Second // a server with an old disk and a large journal
	requestTime = 12 * time.Second // a cluster may elect a leader meanwhile

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
	stream jetstream.Stream // of the bucket
	log    *slog.Logger

	erasures erasures

	unanswered atomic.Bool // the last change was not answered in time
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
	s := &Store{server: srv, lock: lock, log: slog.New(slog.DiscardHandler)}
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
	js, err := jetstream.New(s.conn)
	if err != nil {
		return fmt.Errorf("natsstore: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	kv, err := js.CreateOrUpdateKeyValue(ctx, jetstream.KeyValueConfig{
		Bucket: bucket, Description: "Socket School: rooms, members and their progress",
		Storage: jetstream.FileStorage, Replicas: replicas, MaxValueSize: maxValue,
	})
	if err != nil {
		return bucketError(err)
	}
	return s.use(ctx, js, kv)
}

// use notes the bucket that is open.
func (s *Store) use(ctx context.Context, js jetstream.JetStream, kv jetstream.KeyValue) error {
	stream, err := js.Stream(ctx, "KV_"+bucket)
	if err != nil {
		return bucketError(err)
	}
	s.js, s.kv, s.stream = js, kv, stream
	return nil
}

func bucketError(err error) error {
	return fmt.Errorf("natsstore: cannot open the bucket %s: %w", bucket, err)
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
