// Package multi answers each line, and says Bye to a client that quits.
package multi

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"sync/atomic"
	"time"
)

// open is the number of clients.
var open atomic.Int32

// Serve looks now and then whether ctx has ended, as each goroutine for a client does.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	for ctx.Err() == nil {
		ln.(interface{ SetDeadline(time.Time) error }).SetDeadline(soon())
		conn, err := ln.Accept()
		if errors.Is(err, os.ErrDeadlineExceeded) {
			continue
		}
		if err != nil {
			return err
		}
		open.Add(1)
		go serve(ctx, conn)
	}
	ln.Close()
	for open.Load() > 0 {
		time.Sleep(5 * time.Millisecond)
	}
	return nil
}

func soon() time.Time { return time.Now().Add(30 * time.Millisecond) }

func serve(ctx context.Context, conn net.Conn) {
	defer open.Add(-1)
	defer conn.Close()
	var kept []byte
	buf := make([]byte, 1)
	for ctx.Err() == nil {
		conn.SetReadDeadline(soon())
		n, err := conn.Read(buf)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			continue
		}
		kept = append(kept, buf[:n]...)
		if n > 0 && buf[0] != '\n' || err != nil && len(kept) == 0 {
			if err != nil {
				return
			}
			continue
		}
		line := bytes.TrimSuffix(bytes.TrimSuffix(kept, []byte("\n")), []byte("\r"))
		if string(line) == "quit" {
			conn.Write([]byte("Bye\n"))
			return
		}
		conn.Write([]byte("Echo: " + string(line) + "\n"))
		if kept = nil; err != nil {
			return
		}
	}
}
