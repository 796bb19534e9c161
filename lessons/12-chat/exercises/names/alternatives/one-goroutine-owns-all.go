// Package chat is a chat server whose clients have names: one goroutine owns them all.
package chat

import (
	"bufio"
	"context"
	"log/slog"
	"net"
	"regexp"
	"sync"
)

type client struct {
	conn net.Conn
	name string
	out  chan []byte
}

type event struct {
	from *client
	line string
	gone bool
}

var name = regexp.MustCompile(`^[A-Za-z0-9]{1,16}$`)

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, _ *slog.Logger) error {
	events := make(chan event)
	var own, readers sync.WaitGroup
	own.Go(func() { treat(events) })
	defer own.Wait()
	defer close(events)
	defer readers.Wait()
	defer context.AfterFunc(ctx, func() { ln.Close() })()
	for {
		conn, err := ln.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		readers.Go(func() {
			defer context.AfterFunc(ctx, func() { conn.Close() })()
			read(conn, events)
		})
	}
}

// treat treats one event after the other, so that nothing needs a lock.
func treat(events <-chan event) {
	var named []*client
	for e := range events {
		c := e.from
		switch {
		case e.gone:
			for i := range named {
				if named[i] == c {
					named = append(named[:i], named[i+1:]...)
					break
				}
			}
			close(c.out)
		case c.name != "":
			for _, other := range named {
				other.out <- []byte(c.name + ": " + e.line + "\n")
			}
		case !name.MatchString(e.line):
			c.out <- []byte("A name is 1 to 16 letters or digits. What is your name?\n")
		case taken(named, e.line):
			c.out <- []byte(e.line + " is taken. What is your name?\n")
		default:
			c.name = e.line
			named = append(named, c)
			c.out <- []byte("Welcome, " + c.name + "\n")
		}
	}
}

func taken(named []*client, name string) bool {
	for _, c := range named {
		if c.name == name {
			return true
		}
	}
	return false
}

func read(conn net.Conn, events chan<- event) {
	c := &client{conn: conn, out: make(chan []byte, 64)}
	c.out <- []byte("What is your name?\n")
	written := make(chan bool)
	go func() {
		for p := range c.out {
			conn.Write(p)
		}
		conn.Close()
		close(written)
	}()
	for s := bufio.NewScanner(conn); s.Scan(); {
		events <- event{from: c, line: s.Text()}
	}
	events <- event{from: c, gone: true}
	<-written
}
