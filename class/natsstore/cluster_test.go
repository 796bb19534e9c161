package natsstore

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"testing"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go/jetstream"

	"socketschool/class"
	"socketschool/class/storetest"
)

// startCluster starts three servers that are one cluster, and returns their addresses.
func startCluster(t *testing.T) string {
	t.Helper()
	var routes []*url.URL
	var ports []int
	for range 3 {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		ports = append(ports, ln.Addr().(*net.TCPAddr).Port)
		routes = append(routes, &url.URL{Scheme: "nats", Host: ln.Addr().String()})
		ln.Close()
	}
	var urls []string
	for i, port := range ports {
		srv := listen(t, server.Options{
			ServerName: fmt.Sprint("node", i), Routes: routes,
			Cluster: server.ClusterOpts{Name: "school", Host: "127.0.0.1", Port: port},
		})
		urls = append(urls, srv.ClientURL())
	}
	return strings.Join(urls, ",")
}

// TestCluster: a cluster does as a single server does, and keeps three copies.
func TestCluster(t *testing.T) {
	at := Remote{URL: startCluster(t)}
	first := connect(t, at)
	copies := func(s *Store) int { return s.stream.CachedInfo().Config.Replicas }
	if n := copies(first); n != clusterReplicas {
		t.Errorf("a new bucket has %d copies", n)
	}
	remove := func(t *testing.T) {
		t.Helper()
		if err := first.js.DeleteKeyValue(t.Context(), bucket); err != nil && !errors.Is(err, jetstream.ErrBucketNotFound) {
			t.Fatal(err)
		}
	}
	storetest.Run(t, func(t *testing.T) class.Store {
		remove(t)
		return connect(t, at)
	})
	t.Run("more copies", func(t *testing.T) {
		remove(t)
		if err := first.openBucket(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		connect(t, at)
		info, err := first.stream.Info(t.Context())
		if err != nil || info.Config.Replicas != clusterReplicas {
			t.Errorf("a bucket of one copy has %d: %v", info.Config.Replicas, err)
		}
	})
	t.Run("retried", func(t *testing.T) { retried(t, connect(t, at)) })
}

// retried: a change whose answer was lost is stored once, and is no conflict with itself.
func retried(t *testing.T, s *Store) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for i := range 20 {
		key := fmt.Sprint("room.retried", i)
		msg := newPut(key, []byte("1"), 0)
		first, err := s.publish(ctx, msg)
		if err != nil {
			t.Fatal(err)
		}
		again, err := s.attempt(ctx, msg)
		if err != nil || again != first {
			t.Fatalf("the same attempt again: revision %d, %v; want %d", again, err, first)
		}
	}
}
