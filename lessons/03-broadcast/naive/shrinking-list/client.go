package broadcast

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
)

type client struct {
	conn net.Conn
	log  *slog.Logger
}

// receive returns what ended it: io.EOF once the client has sent its last
// message.
func receive(c *client, room *room) error {
	lines := bufio.NewReaderSize(c.conn, maxLine+1) // with the newline
	for {
		line, err := lines.ReadSlice('\n')
		switch {
		case err == nil:
			c.log.Info("received", "data", string(line))
			room.send(string(line))
		case err == io.EOF && len(line) > 0: // the last line may lack its newline
			c.log.Info("received", "data", string(line))
			room.send(string(line) + "\n")
		case err == bufio.ErrBufferFull:
			c.log.Warn("line too long", "limit", maxLine)
			fmt.Fprintf(c.conn, "Line too long. The limit is %d bytes.\n", maxLine)
			if err := skipLine(lines); err != nil {
				return err
			}
		default:
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
