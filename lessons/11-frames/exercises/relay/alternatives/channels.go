// Package frames connects two clients that send the same name.
package frames

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"log/slog"
	"net"
	"sync"
)

type client struct {
	conn net.Conn
	name string
}

// Serve has one goroutine that introduces clients to each other, so there is nothing to lock.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var running sync.WaitGroup
	defer running.Wait()
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()

	named := make(chan client)
	running.Go(func() { introduce(ctx, named, &running) })
	for {
		conn, err := ln.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		running.Go(func() {
			if name := frame(conn); name != "" {
				select {
				case named <- client{conn, name}:
					return
				case <-ctx.Done():
				}
			}
			conn.Close()
		})
		context.AfterFunc(ctx, func() { conn.Close() })
	}
}

func introduce(ctx context.Context, named <-chan client, running *sync.WaitGroup) {
	waiting := map[string]net.Conn{}
	for {
		select {
		case <-ctx.Done():
			return
		case second := <-named:
			first, ok := waiting[second.name]
			if !ok {
				waiting[second.name] = second.conn
				continue
			}
			delete(waiting, second.name)
			running.Go(func() { join(first, second.conn) })
		}
	}
}

// frame returns the name in the first frame, or "".
func frame(conn net.Conn) string {
	var frame bytes.Buffer
	if _, err := io.CopyN(&frame, conn, 5); err != nil {
		return ""
	}
	version, _ := frame.ReadByte()
	var length uint32
	binary.Read(&frame, binary.BigEndian, &length)
	if version != 1 || length == 0 || length > 64 {
		return ""
	}
	if _, err := io.CopyN(&frame, conn, int64(length)); err != nil {
		return ""
	}
	return frame.String()
}

func join(a, b net.Conn) {
	answer := append([]byte{1, 0, 0, 0, 9}, "connected"...)
	a.Write(answer)
	b.Write(answer)
	ends := make(chan error)
	copyTo := func(to, from net.Conn) {
		_, err := io.Copy(to, from)
		if err == nil {
			err = to.(interface{ CloseWrite() error }).CloseWrite()
		}
		ends <- err
	}
	go copyTo(a, b)
	go copyTo(b, a)
	if <-ends != nil {
		a.Close()
		b.Close()
	}
	<-ends
	a.Close()
	b.Close()
}
