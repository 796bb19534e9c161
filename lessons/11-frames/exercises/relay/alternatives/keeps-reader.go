// Package frames connects two clients that send the same name.
package frames

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net"
	"sync"
)

// guest is a client and the reader that has read its frame. The reader may have
// bytes that come behind it, so it is read to the end.
type guest struct {
	net.Conn
	stream *bufio.Reader
}

func (g guest) Read(p []byte) (int, error) { return g.stream.Read(p) }

// Serve has a goroutine for each client, which lives as long as the connection.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var running sync.WaitGroup
	defer running.Wait()
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()

	var mu sync.Mutex
	tables := make(map[string]chan guest)
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		running.Go(func() {
			defer conn.Close()
			stop := context.AfterFunc(ctx, func() { conn.Close() })
			defer stop()
			me := guest{conn, bufio.NewReader(conn)}
			name := me.readName()
			if name == "" {
				return
			}
			mu.Lock()
			table, second := tables[name]
			if second {
				delete(tables, name)
			} else {
				table = make(chan guest)
				tables[name] = table
			}
			mu.Unlock()
			var other guest
			if second {
				select {
				case table <- me:
				case <-ctx.Done():
					return
				}
				select {
				case other = <-table:
				case <-ctx.Done():
					return
				}
			} else {
				select {
				case other = <-table:
				case <-ctx.Done():
					return
				}
				select {
				case table <- me:
				case <-ctx.Done():
					return
				}
			}
			me.talkTo(other, table)
		})
	}
}

func (g guest) readName() string {
	head, err := g.stream.Peek(5)
	if err != nil || head[0] != 1 || head[1] != 0 || head[2] != 0 || head[3] != 0 || head[4] == 0 || head[4] > 64 {
		return ""
	}
	name := make([]byte, 5+int(head[4]))
	if _, err := io.ReadFull(g.stream, name); err != nil {
		return ""
	}
	return string(name[5:])
}

// talkTo copies to g what other sends, and returns after the other has done so, too.
func (g guest) talkTo(other guest, table chan guest) {
	g.Write([]byte("\x01\x00\x00\x00\x09connected"))
	_, err := io.Copy(g.Conn, other)
	if err != nil {
		g.Close()
		other.Close()
	} else {
		g.Conn.(interface{ CloseWrite() error }).CloseWrite()
	}
	select { // either waits for the end of the other
	case table <- g:
	case <-table:
	}
}
