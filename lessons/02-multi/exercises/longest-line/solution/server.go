// Package multi answers lines of at most 1,000 bytes.
package multi

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
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

	log = log.With("peer", conn.RemoteAddr().String())

	lines := bufio.NewReaderSize(conn, maxLine+1) // with the line feed
	for {
		line, err := lines.ReadSlice('\n')
		answer := fmt.Sprintf("Echo: %s\n", bytes.TrimRight(line, "\r\n"))
		if err == bufio.ErrBufferFull {
			answer = "Line too long\n"
			for err == bufio.ErrBufferFull {
				_, err = lines.ReadSlice('\n') // drops the rest
			}
		}
		if len(line) > 0 {
			log.Info("received", "data", string(line))
			if _, err := io.WriteString(conn, answer); err != nil {
				return
			}
		}
		if err != nil {
			log.Info("client disconnected")
			return
		}
	}
}

// maxLine is the longest line that is answered, in bytes.
const maxLine = 1000
