// Package broadcast passes each line on to every client, and the last five to those who come late.
package broadcast

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"sync"
)

// Serve accepts clients on ln until ctx ends, and returns nil then.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	do := make(chan func(*state))
	wg.Go(func() {
		s := state{outs: make(map[int]chan string)}
		for {
			select {
			case f := <-do:
				f(&s)
			case <-ctx.Done():
				return
			}
		}
	})
	wg.Go(func() {
		<-ctx.Done()
		ln.Close()
	})
	for id := 0; ; id++ {
		conn, err := ln.Accept()
		if err != nil {
			if ctx.Err() == nil {
				return err
			}
			return nil
		}
		ask := func(f func(*state)) {
			select {
			case do <- f:
			case <-ctx.Done():
			}
		}
		out := make(chan string, 1000)
		ask(func(s *state) {
			for _, line := range s.kept {
				out <- line
			}
			s.outs[id] = out
		})
		here, leave := context.WithCancel(ctx)
		wg.Go(func() {
			defer conn.Close()
			for {
				select {
				case line := <-out:
					fmt.Fprintln(conn, line)
				case <-here.Done():
					return
				}
			}
		})
		wg.Go(func() {
			defer leave()
			for in := bufio.NewScanner(conn); in.Scan(); {
				line := in.Text()
				ask(func(s *state) { s.say(line) })
			}
			ask(func(s *state) { delete(s.outs, id) })
		})
	}
}

// state belongs to one goroutine.
type state struct {
	kept []string
	outs map[int]chan string
}

func (s *state) say(line string) {
	s.kept = append(s.kept, line)
	s.kept = s.kept[max(0, len(s.kept)-5):]
	for _, out := range s.outs {
		select {
		case out <- line:
		default:
		}
	}
}
