package relay

import (
	"context"
	"maps"
	"net"
	"slices"
	"sync"
)

// clientNames knows the names of the clients that the host itself has dialed, for
// classmates' pages. Its zero value is ready to use.
type clientNames struct {
	mu      sync.Mutex
	byLocal map[string]string          // by the client's address, until it is accepted
	dialing map[chan struct{}]struct{} // each closed when its dial is over
}

// dial calls dial and records the name of the client.
func (n *clientNames) dial(ctx context.Context, name string, dial func(context.Context) (net.Conn, error)) (net.Conn, error) {
	over := make(chan struct{})
	n.mu.Lock()
	if n.dialing == nil {
		n.byLocal, n.dialing = make(map[string]string), make(map[chan struct{}]struct{})
	}
	n.dialing[over] = struct{}{}
	n.mu.Unlock()
	conn, err := dial(ctx)
	n.mu.Lock()
	defer n.mu.Unlock()
	if err == nil {
		n.byLocal[conn.LocalAddr().String()] = name
	}
	delete(n.dialing, over)
	close(over)
	return conn, err
}

// take returns the name of an accepted client, once; empty for one from outside. A dial may
// be over only after its connection was accepted: take then waits for the dials that there
// are now, or until ending is closed.
func (n *clientNames) take(peer string, ending <-chan struct{}) string {
	name, dialing := n.lookUp(peer)
	for _, over := range dialing {
		select {
		case <-over:
			if name, _ = n.lookUp(peer); name != "" {
				return name
			}
		case <-ending:
			return ""
		}
	}
	return name
}

// lookUp returns the name of a client and forgets it, or else what must be awaited before it
// is known that there is none.
func (n *clientNames) lookUp(peer string) (name string, dialing []chan struct{}) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if name, ok := n.byLocal[peer]; ok {
		delete(n.byLocal, peer)
		return name, nil
	}
	return "", slices.Collect(maps.Keys(n.dialing))
}
