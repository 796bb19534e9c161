package workers

import (
	"bufio"
	"context"
	"io"
	"strings"
)

const maxLine = 256 // bytes, not counting its newline

// read answers line after line until the first error. It waits for no task.
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

// answer answers what needs no work, and submits what does.
func (c *client) answer(ctx context.Context, line string) {
	t, ok := parseTask(ctx, line)
	switch {
	case line == "ping":
		c.write("pong\n")
	case !ok:
		c.write("error: expected ping, or hash N WORD with N from 1 to %d\n", maxRounds)
	case c.pool.submit(t):
		c.log.Info("task accepted", "word", t.word, "rounds", t.rounds)
		c.tasks.Go(func() { c.await(ctx, t) })
	default:
		c.log.Warn("busy", "word", t.word)
		c.write("busy %s\n", t.word)
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
