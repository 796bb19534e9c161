// Package broadcast passes each line on to every client that keeps up.
package broadcast

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"slices"
	"sync"
	"time"
)

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	context.AfterFunc(ctx, func() { ln.Close() })
	all := &everybody{members: make(map[*member]bool)}
	for n := 1; ; n++ {
		conn, err := ln.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		m := &member{number: n, conn: conn, queue: make(chan []byte, 16), gone: make(chan struct{})}
		all.mu.Lock()
		all.members[m] = true
		all.mu.Unlock()
		context.AfterFunc(ctx, func() { conn.Close() })
		wg.Go(m.write)
		wg.Go(func() {
			m.read(all)
			all.remove(m)
		})
	}
}

type member struct {
	number int
	conn   net.Conn
	queue  chan []byte
	gone   chan struct{} // closed when it has left
	once   sync.Once
}

// every client passes one message on at a time, so that all have the same order.
type everybody struct {
	turn    sync.Mutex
	mu      sync.Mutex
	members map[*member]bool
}

func (all *everybody) remove(m *member) {
	all.mu.Lock()
	delete(all.members, m)
	all.mu.Unlock()
	m.once.Do(func() { close(m.gone) })
	m.conn.Close()
}

func (all *everybody) send(message []byte) {
	all.turn.Lock()
	defer all.turn.Unlock()
	all.pass(message)
}

func (all *everybody) pass(message []byte) {
	all.mu.Lock()
	now := slices.Collect(maps.Keys(all.members))
	all.mu.Unlock()
	for _, m := range now {
		select {
		case m.queue <- message:
		case <-m.gone:
		case <-time.After(2 * time.Second):
			all.remove(m)
			all.pass(fmt.Appendf(nil, "Client %d was too slow\n", m.number))
		}
	}
}

func (m *member) write() {
	for {
		select {
		case message := <-m.queue:
			if _, err := m.conn.Write(message); err != nil {
				return
			}
		case <-m.gone:
			return
		}
	}
}

func (m *member) read(all *everybody) {
	in := bufio.NewScanner(m.conn)
	for in.Scan() {
		all.send(append(bytes.Clone(in.Bytes()), '\n'))
	}
}
