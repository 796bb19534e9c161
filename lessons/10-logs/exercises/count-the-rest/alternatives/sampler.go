// Package logs sends lines back. A sampler chooses what is logged.
package logs

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"sync"
)

type sampler struct {
	log              *slog.Logger
	requests, logged int // how many lines there were, and how many are accounted for
}

func (s *sampler) request(size int) {
	s.requests++
	if s.requests > 5 && s.requests%100 != 0 && size <= 64 {
		return
	}
	s.write("request", slog.Int("number", s.requests), s.requests-1)
	s.logged = s.requests
}

func (s *sampler) end() {
	s.write("client disconnected", slog.Int("requests", s.requests), s.requests)
}

// write writes a record. Up to the line upTo all are accounted for, then.
func (s *sampler) write(message string, attr slog.Attr, upTo int) {
	attrs := []slog.Attr{attr}
	if n := upTo - s.logged; n > 0 {
		attrs = append(attrs, slog.Int("left_out", n))
	}
	s.log.LogAttrs(context.Background(), slog.LevelInfo, message, attrs...)
}

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
		running.Go(func() {
			defer conn.Close()
			stop := context.AfterFunc(ctx, func() { conn.Close() })
			defer stop()
			s := &sampler{log: log.With("peer", conn.RemoteAddr().String())}
			defer s.end()
			for lines := bufio.NewScanner(conn); lines.Scan(); {
				s.request(len(lines.Bytes()))
				fmt.Fprintf(conn, "%s\n", lines.Bytes())
			}
		})
	}
}
