// Package logs sends lines back. It knows the clients that are at DEBUG.
package logs

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net"
	"sync"
)

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	s := &server{log: log}
	defer s.running.Wait()
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
		s.running.Go(func() {
			defer conn.Close()
			stop := context.AfterFunc(ctx, func() { conn.Close() })
			defer stop()
			s.talk(conn)
		})
	}
}

type server struct {
	log      *slog.Logger
	running  sync.WaitGroup
	debugged sync.Map // has the peers at DEBUG
}

func (s *server) talk(conn net.Conn) {
	peer := conn.RemoteAddr().String()
	defer s.debugged.Delete(peer)
	for lines := bufio.NewScanner(conn); lines.Scan(); {
		io.WriteString(conn, s.answer(peer, lines.Text())+"\n")
	}
}

func (s *server) answer(peer, line string) string {
	switch line {
	case "LEVEL debug":
		s.debugged.Store(peer, true)
		return "level is DEBUG"
	case "LEVEL info":
		s.debugged.Delete(peer)
		return "level is INFO"
	}
	if _, ok := s.debugged.Load(peer); ok {
		s.log.LogAttrs(context.Background(), slog.LevelDebug, "received", slog.String("peer", peer), slog.String("data", line))
	}
	s.log.Info("request", "peer", peer, "bytes", len(line))
	return line
}
