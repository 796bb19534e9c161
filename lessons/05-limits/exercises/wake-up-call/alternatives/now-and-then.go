// Package limits is an echo server whose clients may be silent for a second.
package limits

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// guest is a client, and when it spoke last.
type guest struct {
	net.Conn
	spoke atomic.Int64 // in nanoseconds
}

// Serve looks after all clients: its second goroutine sends away who was silent.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var (
		guests  sync.Map // of *guest
		running sync.WaitGroup
	)
	defer running.Wait()
	running.Go(func() {
		look := time.NewTicker(20 * time.Millisecond)
		defer look.Stop()
		for {
			select {
			case <-ctx.Done():
				ln.Close()
				guests.Range(func(g, _ any) bool { g.(*guest).Close(); return true })
				return
			case now := <-look.C:
				guests.Range(func(key, _ any) bool {
					if g := key.(*guest); now.UnixNano()-g.spoke.Load() >= int64(time.Second) {
						g.SetReadDeadline(time.Unix(1, 0)) // wakes Read
					}
					return true
				})
			}
		}
	})
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		g := &guest{Conn: conn}
		g.spoke.Store(time.Now().UnixNano())
		guests.Store(g, nil)
		running.Go(func() {
			defer guests.Delete(g)
			defer g.Close()
			if _, err := io.Copy(g, g); errors.Is(err, os.ErrDeadlineExceeded) {
				io.WriteString(g, "Connection timeout\n")
			}
		})
	}
}

func (g *guest) Read(p []byte) (int, error) {
	n, err := g.Conn.Read(p)
	if n > 0 {
		g.spoke.Store(time.Now().UnixNano())
	}
	return n, err
}
