// Package broadcast passes each line on to every client, and the last five to those who come late.
package broadcast

import (
	"bufio"
	"context"
	"log/slog"
	"net"
	"sync"
)

// book has the lines from first on, as long as a reader has to read them, and five.
type book struct {
	mu      sync.Mutex
	more    sync.Cond
	first   int
	lines   []string
	readers map[*reader]bool
}

// reader is a client that has read up to next.
type reader struct {
	conn net.Conn
	next int
	gone bool
}

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	b := &book{readers: make(map[*reader]bool)}
	b.more.L = &b.mu
	var running sync.WaitGroup
	defer running.Wait()
	defer context.AfterFunc(ctx, func() { ln.Close() })()
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		r := b.open(conn)
		running.Go(func() { b.read(r) })
		running.Go(func() {
			defer conn.Close()
			defer context.AfterFunc(ctx, func() { conn.Close() })()
			for in := bufio.NewScanner(conn); in.Scan(); {
				b.write(in.Text() + "\n")
			}
			b.close(r)
		})
	}
}

func (b *book) open(conn net.Conn) *reader {
	b.mu.Lock()
	defer b.mu.Unlock()
	r := &reader{conn: conn, next: b.first + max(0, len(b.lines)-5)}
	b.readers[r] = true
	return r
}

func (b *book) close(r *reader) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r.gone = true
	delete(b.readers, r)
	b.more.Broadcast()
}

func (b *book) write(line string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lines = append(b.lines, line)
	keep := max(0, len(b.lines)-5)
	for r := range b.readers {
		keep = min(keep, r.next-b.first)
	}
	b.lines, b.first = b.lines[keep:], b.first+keep
	b.more.Broadcast()
}

// read sends a client each line, in a goroutine of its own.
func (b *book) read(r *reader) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for {
		for r.next == b.first+len(b.lines) && !r.gone {
			b.more.Wait()
		}
		if r.gone {
			return
		}
		line := b.lines[r.next-b.first]
		r.next++
		b.mu.Unlock()
		_, err := r.conn.Write([]byte(line))
		b.mu.Lock()
		if err != nil {
			return
		}
	}
}
