// Package broadcast passes each line on to the other clients.
package broadcast

import (
	"bufio"
	"context"
	"log/slog"
	"net"
	"sync"
	"time"
)

// lobby is the clients by their addresses.
type lobby struct {
	sync.Mutex
	conns map[string]net.Conn
}

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	l := lobby{conns: make(map[string]net.Conn)}
	context.AfterFunc(ctx, func() {
		ln.Close()
		l.Lock()
		defer l.Unlock()
		for _, conn := range l.conns {
			conn.Close()
		}
	})
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		l.Lock()
		l.conns[conn.RemoteAddr().String()] = conn
		l.Unlock()
		go l.listen(conn)
	}
}

func (l *lobby) listen(conn net.Conn) {
	me := conn.RemoteAddr().String()
	in := bufio.NewReaderSize(conn, 64<<10)
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			break
		}
		l.Lock()
		for peer, other := range l.conns {
			if peer == me {
				continue
			}
			other.SetWriteDeadline(time.Now().Add(time.Second))
			if _, err := other.Write(line); err != nil {
				other.Close()
				delete(l.conns, peer)
			}
		}
		l.Unlock()
	}
	conn.Close()
	l.Lock()
	delete(l.conns, me)
	l.Unlock()
}
