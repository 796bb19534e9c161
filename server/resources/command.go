package resources

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
)

const maxLine = 1024 // bytes, not counting the newline

// answer returns what ended the talk: io.EOF once the client has sent its last
// line and has its answer.
func (s *server) answer(c *client, log *slog.Logger) error {
	lines := bufio.NewReaderSize(c.conn, maxLine+1) // with the newline
	for {
		if _, err := lines.Peek(1); errors.Is(err, os.ErrDeadlineExceeded) {
			return errStopping // only stop sets a deadline here
		} else if err != nil {
			return err
		}
		c.begin()
		line, err := lines.ReadSlice('\n')
		switch {
		case err == nil, err == io.EOF && len(line) > 0: // the last line may lack its newline
			log.Info("received", "data", string(line))
			answer := s.execute(strings.TrimRight(string(line), "\r\n"))
			_, err = io.WriteString(c.conn, answer+"\n")
		case err == bufio.ErrBufferFull:
			_, err = fmt.Fprintf(c.conn, "error: longer than %d bytes\n", maxLine)
			if err == nil {
				err = skipLine(lines)
			}
		}
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return errSlow
		} else if err != nil {
			return err
		}
		if c.end() {
			return errStopping
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

// execute runs a command and returns its answer, without a newline.
func (s *server) execute(line string) string {
	command, rest, _ := strings.Cut(line, " ")
	key, value, hasValue := strings.Cut(rest, " ")
	switch strings.ToUpper(command) {
	case "SET":
		if key == "" || !hasValue {
			return "error: SET needs a key and a value"
		}
		if !s.store.set(key, value) {
			return fmt.Sprintf("error: full, the limit is %d bytes", maxBytes)
		}
		return "OK"
	case "GET":
		if value, ok := s.store.get(rest); ok {
			return value
		}
		return "error: no such key"
	case "DEL":
		if s.store.del(rest) {
			return "OK"
		}
		return "error: no such key"
	case "KEYS":
		return strings.Join(s.store.keys(), " ")
	case "STATS":
		return fmt.Sprintf("connections %d, goroutines %d, bytes %d",
			s.connections.Load(), s.goroutines.Load(), s.store.held())
	}
	return "error: the commands are SET, GET, DEL, KEYS and STATS"
}
