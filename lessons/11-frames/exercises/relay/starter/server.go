// Package frames connects two clients that send the same name.
package frames

import (
	"context"
	"encoding/binary"
	"errors"
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

	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		context.AfterFunc(ctx, func() { conn.Close() })
		running.Go(func() { meet(conn, log) })
	}
}

// meet reads who the client wants to meet.
func meet(conn net.Conn, log *slog.Logger) {
	name, err := readName(conn)
	if err != nil {
		conn.Close()
		return
	}
	log.Info("wants to meet", "name", name)
}

// readName reads one frame, and no byte more.
func readName(conn net.Conn) (string, error) {
	header := make([]byte, 5)
	if _, err := io.ReadFull(conn, header); err != nil {
		return "", err
	}
	length := binary.BigEndian.Uint32(header[1:])
	if header[0] != 1 || length < 1 || length > 64 {
		return "", errors.New("bad frame")
	}
	name := make([]byte, length)
	_, err := io.ReadFull(conn, name)
	return string(name), err
}
