// Learner sees: and client B does not learn of it
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

	relay := relay{waiting: make(map[string]net.Conn)}
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		context.AfterFunc(ctx, func() { conn.Close() })
		running.Go(func() { relay.meet(conn) })
	}
}

// relay has the clients that wait for another one.
type relay struct {
	mu      sync.Mutex
	waiting map[string]net.Conn // by name
}

// meet reads who the client wants to meet, and connects the two if both are there.
func (r *relay) meet(conn net.Conn) {
	name, err := readName(conn)
	if err != nil {
		conn.Close()
		return
	}
	r.mu.Lock()
	partner := r.waiting[name]
	if partner == nil {
		r.waiting[name] = conn // the partner closes it
	} else {
		delete(r.waiting, name)
	}
	r.mu.Unlock()
	if partner != nil {
		connect(partner, conn)
	}
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

// connect answers a and b, copies between them, and returns after both directions have
// ended.
func connect(a, b net.Conn) {
	defer a.Close()
	defer b.Close()
	for _, conn := range []net.Conn{a, b} {
		io.WriteString(conn, "\x01\x00\x00\x00\x09connected")
	}
	var copying sync.WaitGroup
	copying.Go(func() { pass(a, b) })
	copying.Go(func() { pass(b, a) })
	copying.Wait()
}

// pass copies from one to the other, and passes the end on.
func pass(from, to net.Conn) {
	if _, err := io.Copy(to, from); err != nil {
		from.Close()
		to.Close()
		return
	}
}
