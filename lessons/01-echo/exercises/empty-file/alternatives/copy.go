// Package echo sends every byte back as it came.
package echo

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"sync"
)

// Serve accepts clients on ln until ctx ends, and returns nil then.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	ctx, cancel := context.WithCancel(ctx)
	var all sync.WaitGroup
	defer all.Wait()
	defer cancel()
	all.Go(func() {
		<-ctx.Done()
		ln.Close()
	})
	for {
		c, err := ln.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return nil
			}
			return err
		}
		all.Add(2)
		done := make(chan struct{})
		go func() {
			defer all.Done()
			defer close(done)
			io.Copy(c, c)
		}()
		go func() {
			defer all.Done()
			select {
			case <-done:
			case <-ctx.Done():
			}
			c.Close()
		}()
	}
}
