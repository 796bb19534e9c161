package logs

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"time"
)

const maxLine = 1024 // bytes of a line, not counting its newline

var errTooLong = fmt.Errorf("longer than %d bytes", maxLine)

// A client is one connection, and what its records have in common.
type client struct {
	service *service
	conn    net.Conn
	log     *slog.Logger // with the peer

	requests, bytes   int
	ordinary, unusual sampler // of the records of its requests
	changes           sampler // of the level
}

// serve answers line after line. It returns what ended the connection: io.EOF
// once the client has sent its last line and has its answer.
func (c *client) serve() error {
	lines := bufio.NewReaderSize(c.conn, maxLine+1) // with the newline
	for {
		started := time.Now()
		line, size, err := readLine(lines)
		if err == nil || err == errTooLong {
			err = c.request(started, line, size, err, lines)
		}
		if err != nil {
			return err
		}
	}
}

// request answers one line, and logs it. What has come behind it is in lines.
func (c *client) request(started time.Time, line []byte, size int, problem error, lines *bufio.Reader) error {
	number := c.service.requests.Add(1)
	log := c.log.With("request", number) // all records of this request
	if log.Enabled(context.Background(), slog.LevelDebug) {
		log.Debug("received", "data", string(line), "waiting", lines.Buffered())
	}

	answer := string(line)
	if name, ok := strings.CutPrefix(answer, "LEVEL "); ok {
		answer, problem = c.setLevel(name, log)
	}
	if problem != nil {
		answer = "error: " + problem.Error()
	}
	_, err := fmt.Fprintf(c.conn, "%d %s\n", number, answer)
	if err != nil {
		problem = err
	}
	c.requests++
	c.bytes += size
	c.record(log, time.Since(started), size, problem)
	return err
}

// logEnd logs how the connection has ended, and what it was.
func (c *client) logEnd(err error) {
	level := slog.LevelInfo
	attrs := []slog.Attr{slog.Int("requests", c.requests), slog.Int("bytes", c.bytes)}
	if n := c.ordinary.leftOut + c.unusual.leftOut; n > 0 {
		attrs = append(attrs, slog.Int("left_out", n))
	}
	if err != io.EOF && !errors.Is(err, net.ErrClosed) {
		level = slog.LevelWarn
		attrs = append(attrs, slog.Any("error", err))
	}
	c.log.LogAttrs(context.Background(), level, "client disconnected", attrs...)
}

// readLine returns a line without its end, and the bytes that it has taken. Of a
// line that is too long it returns nothing.
func readLine(lines *bufio.Reader) (line []byte, size int, err error) {
	line, err = lines.ReadSlice('\n')
	size = len(line)
	if err == nil || err == io.EOF && size > 0 { // the last line may lack its newline
		return bytes.TrimRight(line, "\r\n"), size, nil
	}
	if err != bufio.ErrBufferFull {
		return nil, size, err
	}
	for err == bufio.ErrBufferFull { // drop the rest, however long it is
		line, err = lines.ReadSlice('\n')
		size += len(line)
	}
	if err == nil || err == io.EOF {
		err = errTooLong
	}
	return nil, size, err
}
