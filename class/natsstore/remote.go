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
// A connection that is lost reconnects by itself; until then Put and Delete fail at once.
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
	s := &Store{conn: conn}
	if err := s.openShared(ctx); err != nil {
		s.Close()
		if errors.Is(err, jetstream.ErrJetStreamNotEnabled) || errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount) {
			err = fmt.Errorf("the NATS server %s keeps nothing: enable JetStream there, and for the account", redacted(r.URL))
		}
		return nil, err
	}
	return s, nil
}

// openShared opens the bucket as it is. It makes one of as many copies as the server can.
func (s *Store) openShared(ctx context.Context) error {
	js, err := jetstream.New(s.conn)
	if err != nil {
		return fmt.Errorf("natsstore: %w", err)
	}
	lookup, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	kv, err := js.KeyValue(lookup, bucket)
	switch {
	case err == nil:
		s.js, s.kv = js, kv
		return nil
	case !errors.Is(err, jetstream.ErrBucketNotFound):
		return fmt.Errorf("natsstore: cannot open the bucket %s: %w", bucket, err)
	}
	err = s.openBucket(ctx, clusterReplicas)
	if failed, ok := errors.AsType[*jetstream.APIError](err); ok && failed.ErrorCode == replicasNotSupported {
		return s.openBucket(ctx, 1) // a single server
	}
	return err
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
