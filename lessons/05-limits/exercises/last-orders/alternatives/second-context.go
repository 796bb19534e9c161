// Package limits is an echo server that lets its clients finish when it has to end.
package limits

import (
	"context"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"
)

// lastOrders is how long clients may go on after the server has to end.
const lastOrders = time.Second

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	over, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		<-ctx.Done()
		ln.Close()
		select {
		case <-time.After(lastOrders):
			cancel()
		case <-over.Done():
		}
	}()
	var clients sync.WaitGroup
	for {
		conn, err := ln.Accept()
		if err != nil {
			clients.Wait()
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		clients.Add(1)
		go func() {
			defer clients.Done()
			serve(over, conn)
		}()
	}
}

func serve(over context.Context, conn net.Conn) {
	defer conn.Close()
	defer context.AfterFunc(over, func() {
		conn.SetReadDeadline(time.Unix(1, 0))
		conn.SetWriteDeadline(time.Now().Add(time.Second / 2))
	})()
	io.Copy(struct{ io.Writer }{conn}, struct{ io.Reader }{conn})
	if over.Err() != nil {
		io.WriteString(conn, "Server stops\n")
	}
}
