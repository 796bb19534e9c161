package natsstore

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	connectTime   = 5 * time.Second
	reconnectWait = time.Second
	openTime      = 3 * time.Second // for one attempt to open the bucket

	// clusterReplicas is how many nodes of a cluster keep the bucket: one of them can fail.
	clusterReplicas = 3
)

// Remote is a NATS server or cluster that runs elsewhere.
type Remote struct {
	URL         string // addresses, separated by commas; tls:// asks for TLS
	Credentials string // file with the user's JWT and seed; "" for none
	CA          string // file with the certificates that sign the server's; "" for the system's
}

// Connect opens the bucket of a server that runs elsewhere, and makes it there if needed.
// A cluster that has no leader yet is waited for until ctx ends. A connection that is lost
// reconnects by itself. Until then Put and Delete fail, at once unless there are other nodes.
// The Store must be closed.
func Connect(ctx context.Context, r Remote, log *slog.Logger) (*Store, error) {
	log = cmp.Or(log, slog.New(slog.DiscardHandler))
	options := []nats.Option{
		nats.Name("socketschool"), nats.Timeout(connectTime),
		nats.MaxReconnects(-1), nats.ReconnectWait(reconnectWait),
		nats.ReconnectBufSize(-1), // what fails was not stored, and is not stored later
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				log.Warn("the connection to NATS is lost: classes stay as they are, and no change is stored until it is back; lessons and labs go on", "error", err)
			}
		}),
		nats.ReconnectHandler(func(conn *nats.Conn) { log.Info("NATS is back", "server", conn.ConnectedUrlRedacted()) }),
	}
	if r.Credentials != "" {
		options = append(options, nats.UserCredentials(r.Credentials))
	}
	if r.CA != "" {
		options = append(options, nats.RootCAs(r.CA))
	}
	conn, err := nats.Connect(r.URL, options...)
	if err != nil {
		return nil, connectError(r, err)
	}
	s := &Store{conn: conn, log: log}
	if err := s.awaitShared(ctx, r); err != nil {
		s.Close()
		if errors.Is(err, jetstream.ErrJetStreamNotEnabled) || errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount) {
			err = fmt.Errorf("the NATS server %s keeps nothing: enable JetStream there, and for the account", redacted(r.URL))
		}
		return nil, err
	}
	return s, nil
}

// awaitShared is openShared that waits for a cluster to have a leader.
func (s *Store) awaitShared(ctx context.Context, r Remote) error {
	said := false
	for {
		attempt, cancel := context.WithTimeout(ctx, openTime)
		err := s.openShared(attempt)
		cancel()
		if err == nil || !isUnanswered(err) && !isAway(err) {
			return err
		}
		if !said {
			s.log.Warn("NATS does not answer: a cluster needs a majority of its nodes. Waiting for it", "server", redacted(r.URL))
			said = true
		}
		select {
		case <-time.After(retryWait):
		case <-ctx.Done():
			return fmt.Errorf("NATS at %s does not answer: a cluster needs a majority of its nodes, start them: %w", redacted(r.URL), err)
		}
	}
}

// openShared opens the bucket with as many copies as there shall be, and makes it if it is
// not there. A single server keeps one copy.
func (s *Store) openShared(ctx context.Context) error {
	js, err := jetstream.New(s.conn)
	if err != nil {
		return fmt.Errorf("natsstore: %w", err)
	}
	kv, err := js.KeyValue(ctx, bucket)
	switch {
	case err == nil:
		if err := s.use(ctx, js, kv); err != nil {
			return err
		}
		s.addCopies(ctx)
		return nil
	case !errors.Is(err, jetstream.ErrBucketNotFound):
		return bucketError(err)
	}
	err = s.openBucket(ctx, clusterReplicas)
	if failed, ok := errors.AsType[*jetstream.APIError](err); ok && failed.ErrorCode == replicasNotSupported {
		return s.openBucket(ctx, 1)
	}
	return err
}

// addCopies has a cluster keep as many copies of the bucket as one that is made there has:
// it may have been made while there was a single server, or fewer nodes.
func (s *Store) addCopies(ctx context.Context) {
	info := s.stream.CachedInfo()
	if info.Cluster == nil || info.Cluster.Name == "" || info.Config.Replicas >= clusterReplicas {
		return
	}
	cfg := info.Config
	cfg.Replicas = clusterReplicas
	if _, err := s.js.UpdateStream(ctx, cfg); err != nil {
		s.log.Warn("the classes are on too few nodes of the NATS cluster: one that fails may take them with it", "copies", info.Config.Replicas, "want", clusterReplicas, "error", err)
	}
}

// replicasNotSupported is the error code of a server that is no cluster.
const replicasNotSupported = 10074

func connectError(r Remote, err error) error {
	switch {
	case errors.Is(err, nats.ErrAuthorization), errors.Is(err, nats.ErrAuthExpired):
		return fmt.Errorf("the NATS server %s refuses the credentials: check --nats-creds: %w", redacted(r.URL), err)
	case errors.Is(err, nats.ErrNoServers), errors.Is(err, nats.ErrTimeout):
		return fmt.Errorf("the NATS server %s cannot be reached: start it, or check --nats-url: %w", redacted(r.URL), err)
	}
	return fmt.Errorf("cannot connect to the NATS server %s: %w", redacted(r.URL), err)
}

// redacted returns addresses without passwords.
func redacted(urls string) string {
	all := strings.Split(urls, ",")
	for i, text := range all {
		if u, err := url.Parse(strings.TrimSpace(text)); err == nil {
			all[i] = u.Redacted()
		}
	}
	return strings.Join(all, ",")
}
