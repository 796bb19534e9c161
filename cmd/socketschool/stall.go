package main

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"sync"
	"time"
)

// stallTime is how long a client may take nothing of an answer.
const stallTime = 30 * time.Second

// stallDetector drops HTTP clients that stop reading. It goes by the bytes that
// a client acknowledges. TCP_USER_TIMEOUT would not do: on Linux it also ends a
// client that reads slowly but steadily through a small receive window.
// WebSockets are the bridge's concern.
type stallDetector struct {
	limit time.Duration

	mu    sync.Mutex
	conns map[*net.TCPConn]progress
}

// progress is how many bytes a client had acknowledged, and since when.
type progress struct {
	acked uint64
	since time.Time
}

func newStallDetector(limit time.Duration) *stallDetector {
	return &stallDetector{limit: limit, conns: make(map[*net.TCPConn]progress)}
}

// connState is for http.Server.ConnState.
func (d *stallDetector) connState(conn net.Conn, state http.ConnState) {
	if over, ok := conn.(*tls.Conn); ok {
		conn = over.NetConn()
	}
	tcp, ok := conn.(*net.TCPConn)
	if !ok {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	switch state {
	case http.StateNew:
		d.conns[tcp] = progress{since: time.Now()}
	case http.StateHijacked, http.StateClosed:
		delete(d.conns, tcp)
	}
}

// start has all connections looked at six times per limit, until stop is called.
func (d *stallDetector) start() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		tick := time.NewTicker(d.limit / 6)
		defer tick.Stop()
		for {
			select {
			case now := <-tick.C:
				d.sweep(now)
			case <-ctx.Done():
				return
			}
		}
	})
	return func() { cancel(); running.Wait() }
}

func (d *stallDetector) sweep(now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for conn, last := range d.conns {
		acked, waiting := sendState(conn)
		switch {
		case !waiting || acked != last.acked:
			d.conns[conn] = progress{acked, now}
		case now.Sub(last.since) >= d.limit:
			_ = conn.SetLinger(0) // what the kernel still holds goes as well
			conn.Close()
		}
	}
}
