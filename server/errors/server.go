// Package errors is a calculator: it answers each line, such as 2 + 3, with its
// value or with what is wrong with it. It treats errors by whose they are.
package errors

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

const (
	maxLine  = 1024             // bytes of a line, not counting its newline
	patience = 10 * time.Second // for a line, and for its answer
)

// Serve accepts clients on ln until ctx ends, then closes ln and returns nil.
// It returns an error only if no more clients can be accepted. In either case
// its clients are disconnected and its goroutines have ended.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	ctx, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()
	running.Go(func() { <-ctx.Done(); ln.Close() }) // ends Accept

	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		switch {
		case err == nil:
			running.Go(func() { handle(ctx, conn, log) })
		case ctx.Err() != nil:
			return nil
		case errors.As(err, new(syscall.Errno)) && !errors.Is(err, syscall.EINVAL):
			// The system cannot accept now: rest a little. EINVAL does not pass.
			log.Warn("accept failed", "error", err)
			time.Sleep(100 * time.Millisecond)
		default:
			return fmt.Errorf("accept: %w", err)
		}
	}
}

// handle looks after one client, from its arrival to its end.
func handle(ctx context.Context, conn net.Conn, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() }) // ends Read and Write
	defer stop()

	log = log.With("peer", conn.RemoteAddr().String())
	log.Info("client connected")
	err := answer(conn, log)
	logEnd(log, err)
	if errors.Is(err, os.ErrDeadlineExceeded) && !unread(err) {
		conn.SetWriteDeadline(time.Now().Add(time.Second))
		fmt.Fprintf(conn, "error: no line for %v, goodbye\n", patience)
	}
}

// logEnd logs why a connection has ended, once, at the level of who has to act.
func logEnd(log *slog.Logger, err error) {
	switch {
	case errors.Is(err, io.EOF):
		log.Info("connection ended", "end", "the client has said all")
	case errors.Is(err, net.ErrClosed):
		log.Info("connection ended", "end", "the server stops")
	case unread(err):
		log.Warn("connection ended", "end", "the client did not read", "error", err)
	case errors.Is(err, os.ErrDeadlineExceeded):
		log.Info("connection ended", "end", "the client was silent")
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		log.Warn("connection ended", "end", "the client has gone", "error", err)
	default:
		log.Warn("connection ended", "end", "unknown", "error", err)
	}
}

// answer returns what ended the talk: io.EOF once the client has sent its last
// line and has its answer. A line that is wrong ends nothing.
func answer(conn net.Conn, log *slog.Logger) error {
	lines := bufio.NewReaderSize(conn, maxLine+1) // with the newline
	for number := 1; ; number++ {
		conn.SetDeadline(time.Now().Add(patience))
		line, err := lines.ReadSlice('\n')
		switch {
		case err == nil, err == io.EOF && len(line) > 0: // the last line may lack its newline
			err = reply(conn, number, string(line), log)
		case err == bufio.ErrBufferFull:
			log.Info("wrong line", "line", number, "error", "too long", "limit", maxLine)
			_, err = fmt.Fprintf(conn, "error: line %d: longer than %d bytes\n", number, maxLine)
			if err == nil {
				err = skipLine(lines)
			}
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
	}
}

// skipLine drops the rest of a line, however long it is.
func skipLine(lines *bufio.Reader) error {
	for {
		if _, err := lines.ReadSlice('\n'); err != bufio.ErrBufferFull {
			return err
		}
	}
}
