// Package broadcast passes each line on to every client, and the last five to those who come late.
package broadcast

import (
	"bufio"
	"context"
	"log/slog"
	"net"
	"sync"
	"time"
)

// wall has the last lines in a ring, and every client who reads them.
type wall struct {
	sync.Mutex
	ring    [5][]byte
	next    int
	readers map[net.Conn]bool
}

// Serve accepts clients on ln until ctx ends, and returns nil then.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	w := &wall{readers: make(map[net.Conn]bool)}
	var all sync.WaitGroup
	go func() {
		<-ctx.Done()
		ln.Close()
		w.Lock()
		for conn := range w.readers {
			conn.Close()
		}
		w.Unlock()
	}()
	for {
		conn, err := ln.Accept()
		if err != nil {
			all.Wait()
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		w.enter(conn)
		if ctx.Err() != nil {
			conn.Close()
		}
		all.Add(1)
		go func() {
			defer all.Done()
			w.listen(conn)
		}()
	}
}

func (w *wall) enter(conn net.Conn) {
	w.Lock()
	defer w.Unlock()
	for i := range w.ring {
		conn.Write(w.ring[(w.next+i)%len(w.ring)])
	}
	w.readers[conn] = true
}

func (w *wall) listen(conn net.Conn) {
	in := bufio.NewReader(conn)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			break
		}
		w.Lock()
		w.ring[w.next] = line
		w.next = (w.next + 1) % len(w.ring)
		for other := range w.readers {
			other.SetWriteDeadline(time.Now().Add(time.Second))
			other.Write(line)
		}
		w.Unlock()
	}
	w.Lock()
	delete(w.readers, conn)
	w.Unlock()
	conn.Close()
}
