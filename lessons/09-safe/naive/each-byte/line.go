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

// patient gives each read a deadline of its own.
type patient struct{ net.Conn }

func (p patient) Read(b []byte) (int, error) {
	p.SetReadDeadline(time.Now().Add(lineTime))
	return p.Conn.Read(b)
}

// newLines returns what readLine reads from.
func newLines(conn net.Conn) *bufio.Reader { return bufio.NewReader(patient{conn}) }

// readLine reads a line, however long it is.
func readLine(_ net.Conn, lines *bufio.Reader) (string, error) {
	line, err := lines.ReadString('\n')
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return "", tooSlow
	}
	return line, err
}
