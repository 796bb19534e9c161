package frames

import (
	"bufio"
	"context"
	"encoding/binary"
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
			return fmt.Errorf("accept: %w", err)
		}
		running.Go(func() { handle(ctx, conn, log) })
	}
}

func handle(ctx context.Context, conn net.Conn, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	log = log.With("peer", conn.RemoteAddr().String())
	log.Info("client connected")
	err := answer(conn, log)
	if err == io.EOF || errors.Is(err, net.ErrClosed) {
		log.Info("client disconnected")
	} else {
		log.Warn("connection lost", "error", err)
	}
}

// answer leaves it to a Scanner to find the frames.
func answer(conn net.Conn, log *slog.Logger) error {
	messages := bufio.NewScanner(conn)
	messages.Split(splitFrame)
	for messages.Scan() {
		message := messages.Bytes()
		log.Info("received", "length", len(message))
		if err := writeMessage(conn, message); err != nil {
			return err
		}
	}
	return io.EOF // there are no more messages
}

// splitFrame returns the message of the first frame in data, or asks for more.
func splitFrame(data []byte, atEOF bool) (advance int, message []byte, err error) {
	if len(data) < 1+lengthSize {
		return 0, nil, nil
	}
	end := 1 + lengthSize + int(binary.BigEndian.Uint32(data[1:]))
	if len(data) < end {
		return 0, nil, nil
	}
	return end, data[1+lengthSize : end], nil
}
