// Package frames sends each message back as a netstring, such as 5:hello,
package frames

import (
	"bufio"
	"context"
	"errors"
	"fmt"
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

	stream := bufio.NewReader(conn)
	for {
		message, err := readNetstring(stream)
		if err != nil {
			log.Info("client disconnected", "end", err)
			return
		}
		log.Info("received", "length", len(message))
		if _, err := fmt.Fprintf(conn, "%d:%s,", len(message), message); err != nil {
			return
		}
	}
}

const maxMessage = 1000 // bytes

var errNetstring = errors.New("not a netstring")

// readNetstring returns the next message.
func readNetstring(stream *bufio.Reader) ([]byte, error) {
	length, err := readLength(stream)
	if err != nil {
		return nil, err
	}
	message := make([]byte, length+1) // with the comma
	if _, err := io.ReadFull(stream, message); err != nil {
		return nil, err
	}
	if message[length] != ',' {
		return nil, errNetstring
	}
	return message[:length], nil
}

// readLength reads up to the colon.
func readLength(stream *bufio.Reader) (int, error) {
	length := 0
	for digits := 0; ; digits++ {
		b, err := stream.ReadByte()
		switch {
		case err != nil:
			return 0, err
		case b == ':' && digits > 0 && length <= maxMessage:
			return length, nil
		case b < '0', b > '9', digits == 4, digits > 0 && length == 0:
			return 0, errNetstring
		}
		length = 10*length + int(b-'0')
	}
}
