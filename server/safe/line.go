package safe

import (
	"bufio"
	"errors"
	"io"
	"net"
	"os"
	"time"
)

const (
	maxLine  = 128             // bytes of a line, not counting its newline
	lineTime = 2 * time.Second // from a line's first byte to its answer
	idleTime = time.Minute     // for the first byte of a line
)

// A refusal ends a connection. The client reads it, and the log has it, so it
// is a constant: nothing that a client sends can get into it.
type refusal string

func (r refusal) Error() string { return string(r) }

const (
	tooLong    refusal = "the line is too long"
	tooSlow    refusal = "the line took too long"
	cutShort   refusal = "the line has no end"
	silent     refusal = "no line for a minute"
	wrongToken refusal = "wrong token"
)

// newLines returns what readLine reads from: a reader with room for one line.
func newLines(conn net.Conn) *bufio.Reader {
	return bufio.NewReaderSize(conn, maxLine+1) // with the newline
}

// readLine reads a line, which has a limit in bytes and one in time. Before its
// first byte a client may be silent for longer.
func readLine(conn net.Conn, lines *bufio.Reader) (string, error) {
	conn.SetReadDeadline(time.Now().Add(idleTime))
	if _, err := lines.Peek(1); errors.Is(err, os.ErrDeadlineExceeded) {
		return "", silent
	} else if err != nil {
		return "", err
	}
	conn.SetDeadline(time.Now().Add(lineTime)) // for all of the line, and its answer
	line, err := lines.ReadSlice('\n')
	switch {
	case err == bufio.ErrBufferFull:
		return "", tooLong
	case err == io.EOF: // half a line is no line: anybody may have cut it
		return "", cutShort
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "", tooSlow
	}
	return string(line), err
}
