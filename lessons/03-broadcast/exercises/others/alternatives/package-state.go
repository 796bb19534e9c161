// Package broadcast passes each line on to the other clients.
package broadcast

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"sync"
)

// present has a lock for each client: one goroutine writes to it at a time.
var present sync.Map // net.Conn to *sync.Mutex

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var running sync.WaitGroup
	for {
		stop := context.AfterFunc(ctx, func() { ln.Close() })
		conn, err := ln.Accept()
		stop()
		if err != nil {
			present.Range(func(conn, _ any) bool {
				conn.(net.Conn).Close()
				return true
			})
			running.Wait()
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		present.Store(conn, new(sync.Mutex))
		running.Go(func() {
			defer conn.Close()
			defer present.Delete(conn)
			serve(conn)
		})
	}
}

func serve(conn net.Conn) {
	lines := bufio.NewScanner(conn)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		present.Range(func(other, lock any) bool {
			if other != conn {
				lock.(*sync.Mutex).Lock()
				fmt.Fprintln(other.(net.Conn), lines.Text())
				lock.(*sync.Mutex).Unlock()
			}
			return true
		})
	}
}
