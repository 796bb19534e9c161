// Package frames connects two clients that send the same name.
package frames

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"sync"
)

// Serve keeps the clients that wait in a sync.Map.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var all sync.WaitGroup
	defer all.Wait()
	defer context.AfterFunc(ctx, func() { ln.Close() })()

	var waiting sync.Map
	for {
		conn, err := ln.Accept()
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return err
		}
		all.Go(func() {
			context.AfterFunc(ctx, func() { conn.Close() })
			name, ok := head(conn)
			if !ok {
				conn.Close()
				return
			}
			for {
				other, there := waiting.LoadOrStore(name, conn)
				if !there {
					return
				}
				if waiting.CompareAndDelete(name, other) {
					both(other.(net.Conn), conn)
					return
				}
			}
		})
	}
}

// head reads the frame a byte at a time.
func head(conn net.Conn) (name string, ok bool) {
	b := make([]byte, 1)
	var got []byte
	for length := 5; len(got) < length; {
		if _, err := conn.Read(b); err != nil {
			return "", false
		}
		got = append(got, b[0])
		if len(got) == 5 {
			if string(got[:4]) != "\x01\x00\x00\x00" || b[0] == 0 || b[0] > 64 {
				return "", false
			}
			length += int(b[0])
		}
	}
	return string(got[5:]), true
}

// both copies with a loop of its own.
func both(a, b net.Conn) {
	done := make(chan struct{})
	for _, conn := range []net.Conn{a, b} {
		conn.Write([]byte("\x01\x00\x00\x00\x09connected"))
	}
	go func() { defer close(done); one(a, b) }()
	one(b, a)
	<-done
	a.Close()
	b.Close()
}

func one(from, to net.Conn) {
	buf := make([]byte, 8192)
	for {
		n, err := from.Read(buf)
		if _, werr := to.Write(buf[:n]); werr != nil {
			err = werr
		}
		if errors.Is(err, io.EOF) {
			to.(interface{ CloseWrite() error }).CloseWrite()
			return
		} else if err != nil {
			from.Close()
			to.Close()
			return
		}
	}
}
