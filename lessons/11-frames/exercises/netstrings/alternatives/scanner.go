// Package frames sends each message back as a netstring, such as 5:hello,
package frames

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
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

	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		running.Go(func() { handle(ctx, conn, log) })
	}
}

// handle serves one client.
func handle(ctx context.Context, conn net.Conn, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	messages := bufio.NewScanner(conn)
	messages.Split(split)
	for messages.Scan() {
		if _, err := fmt.Fprintf(conn, "%d:%s,", len(messages.Bytes()), messages.Bytes()); err != nil {
			return
		}
	}
	log.Info("client disconnected", "error", messages.Err())
}

var errNetstring = errors.New("not a netstring")

// split is a split function for a Scanner: it returns the first message in data.
func split(data []byte, _ bool) (int, []byte, error) {
	head, _, found := bytes.Cut(data[:min(len(data), 5)], []byte(":"))
	length := 0
	for i, b := range head {
		if b < '0' || b > '9' || i > 0 && head[0] == '0' || i == 4 {
			return 0, nil, errNetstring
		}
		length = 10*length + int(b-'0')
	}
	if !found {
		return 0, nil, nil
	}
	begin := len(head) + 1
	if len(head) == 0 || length > 1000 {
		return 0, nil, errNetstring
	}
	if len(data) <= begin+length {
		return 0, nil, nil
	}
	if data[begin+length] != ',' {
		return 0, nil, errNetstring
	}
	// A token that is empty and not nil is a token, too.
	return begin + length + 1, data[begin : begin+length : begin+length], nil
}
