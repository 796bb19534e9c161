package workers

import (
	"bufio"
	"context"
	"io"
	"strings"
)

const maxLine = 256 // bytes, not counting its newline

// read answers line after line until the first error.
func (c *client) read(ctx context.Context) error {
	lines := bufio.NewReaderSize(c.conn, maxLine+1) // with the newline
	for {
		line, err := lines.ReadSlice('\n')
		switch {
		case err == nil, err == io.EOF && len(line) > 0: // the last line may lack its newline
			c.answer(ctx, strings.TrimRight(string(line), "\r\n"))
		case err == bufio.ErrBufferFull:
			c.write("error: longer than %d bytes\n", maxLine)
			err = skipLine(lines)
		}
		if err != nil {
			return err
		}
	}
}

// answer does what the line asks for, in the goroutine that reads the lines.
func (c *client) answer(ctx context.Context, line string) {
	t, ok := parseTask(ctx, line)
	switch {
	case line == "ping":
		c.write("pong\n")
	case !ok:
		c.write("error: expected ping, or hash N WORD with N from 1 to %d\n", maxRounds)
	default:
		c.log.Info("task accepted", "word", t.word, "rounds", t.rounds)
		t.run()
		c.await(ctx, t)
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
