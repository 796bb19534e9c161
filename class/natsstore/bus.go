package natsstore

import (
	"strings"

	"github.com/nats-io/nats.go"
)

// busPrefix begins the subjects of messages between hosts.
const busPrefix = "socketschool.hosts."

// Broadcast sends a message to all processes that subscribe. It is not stored, and may be
// lost.
func (s *Store) Broadcast(subject string, data []byte) error {
	return s.conn.Publish(busPrefix+subject, data)
}

// Subscribe calls f with each message, one after another, until stop is called.
func (s *Store) Subscribe(f func(subject string, data []byte)) (stop func(), err error) {
	sub, err := s.conn.Subscribe(busPrefix+">", func(m *nats.Msg) { f(strings.TrimPrefix(m.Subject, busPrefix), m.Data) })
	if err != nil {
		return nil, err
	}
	return func() { _ = sub.Unsubscribe() }, nil
}
