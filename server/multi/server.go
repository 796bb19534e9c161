// Package multi is a TCP server that numbers its clients and answers each of
// their lines. A goroutine a client keeps a slow one from holding up the rest.
package multi

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"syscall"
	"time"
)

// maxLine is the longest line that is answered, in bytes, not counting its newline.
const maxLine = 4096

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
	last := 0
	for {
		conn, err := ln.Accept()
		switch {
		case err == nil:
			// Each client gets a number of its own. A goroutine that read
			// last itself would see the number of the newest client.
			last++
			number := last
			running.Go(func() { handle(ctx, conn, number, log) })
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
func handle(ctx context.Context, conn net.Conn, number int, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() }) // ends Read and Write
	defer stop()

	log = log.With("client", number, "peer", conn.RemoteAddr().String())
	log.Info("client connected")
	if err := answer(conn, log); err != io.EOF && !errors.Is(err, net.ErrClosed) {
		log.Warn("connection lost", "error", err)
	}
	log.Info("client disconnected")
}

// answer returns what ended the talk: io.EOF once the client has sent its last
// line and has its answer.
func answer(conn net.Conn, log *slog.Logger) error {
	// A read is not a line. The reader keeps what has arrived until a newline
	// is among it, in a buffer that does not grow.
	lines := bufio.NewReaderSize(conn, maxLine+1) // with the newline
	for {
		line, err := lines.ReadSlice('\n')
		switch {
		case err == nil, err == io.EOF && len(line) > 0: // the last line may lack its newline
			log.Info("received", "data", string(line))
			_, err = fmt.Fprintf(conn, "Echo: %s\n", bytes.TrimRight(line, "\r\n"))
		case err == bufio.ErrBufferFull:
			log.Warn("line too long", "limit", maxLine)
			_, err = fmt.Fprintf(conn, "Line too long. The limit is %d bytes.\n", maxLine)
			if err == nil {
				err = skipLine(lines)
			}
		}
		if err != nil {
			return err
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
