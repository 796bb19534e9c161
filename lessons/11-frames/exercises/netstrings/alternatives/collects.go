// Package frames sends each message back as a netstring, such as 5:hello,
package frames

import (
	"context"
	"log/slog"
	"net"
	"regexp"
	"strconv"
	"sync"
)

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var running sync.WaitGroup
	defer running.Wait()
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()

	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		running.Go(func() { handle(ctx, conn, log) })
	}
}

// handle serves one client.
func handle(ctx context.Context, conn net.Conn, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	var received []byte
	buf := make([]byte, 512)
	for {
		n, err := conn.Read(buf)
		received = append(received, buf[:n]...)
		for {
			size, ok := whole(received)
			if !ok {
				return
			}
			if size == 0 {
				break
			}
			conn.Write(received[:size]) // the answer is the same netstring
			received = received[size:]
		}
		if err != nil {
			return
		}
	}
}

var (
	length = regexp.MustCompile(`^(0|[1-9][0-9]{0,2}|1000):`)
	begins = regexp.MustCompile(`^(0|[1-9][0-9]{0,3})?$`)
)

// whole returns the size of the netstring with which data begins, 0 if it is not
// complete, and false if it cannot become one.
func whole(data []byte) (int, bool) {
	head := length.Find(data)
	if head == nil {
		return 0, begins.Match(data)
	}
	n, _ := strconv.Atoi(string(head[:len(head)-1]))
	comma := len(head) + n
	if len(data) <= comma {
		return 0, true
	}
	return comma + 1, data[comma] == ','
}
