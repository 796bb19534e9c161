package safe

import (
	"bufio"
	"errors"
	"net"
	"os"
	"time"
)

const lineTime = 2 * time.Second

// A refusal ends a connection. The client reads it, and the log has it, so it
// is a constant: nothing that a client sends can get into it.
type refusal string

func (r refusal) Error() string { return string(r) }

const (
	tooSlow    refusal = "the line took too long"
	wrongToken refusal = "wrong token"
)

// newLines returns what readLine reads from.
func newLines(conn net.Conn) *bufio.Reader { return bufio.NewReader(conn) }

// readLine reads a line. A client that falls silent is given up.
func readLine(conn net.Conn, lines *bufio.Reader) (string, error) {
	var line []byte
	for {
		conn.SetDeadline(time.Now().Add(lineTime)) // is never too late
		b, err := lines.ReadByte()
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return "", tooSlow
		} else if err != nil {
			return "", err
		}
		line = append(line, b)
		if b == '\n' {
			return string(line), nil
		}
	}
}
