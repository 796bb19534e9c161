// Package multi is a TCP server that numbers its clients, with one counter for
// all of them, and answers each of their lines.
package multi

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
)

// maxLine is the longest line that is answered, in bytes, not counting its newline.
const maxLine = 4096

// Serve accepts clients on ln until ctx ends, and then closes ln.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	context.AfterFunc(ctx, func() { ln.Close() }) // ends Accept

	log.Info("listening", "address", ln.Addr().String())
	last := 0
	for {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		last++
		go func() {
			defer conn.Close()
			log.Info("client connected", "client", last)
			answer(conn, log)
			log.Info("client disconnected", "client", last)
		}()
	}
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
