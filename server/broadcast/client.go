package broadcast

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"time"
)

// maxOutbox is how many bytes may wait for one client, counted until Write has
// taken them.
const maxOutbox = 256 << 10

type client struct {
	conn net.Conn
	log  *slog.Logger
	bell chan struct{} // rung when the outbox is no longer empty

	// Both are guarded by the room's lock.
	outbox []byte    // waits to be written
	moved  time.Time // when the outbox last got emptier, or began to fill
}

// put needs the room's lock.
func (c *client) put(message string) {
	if len(c.outbox) == 0 {
		c.moved = time.Now()
	}
	c.outbox = append(c.outbox, message...)
	select {
	case c.bell <- struct{}{}:
	default: // it is ringing already
	}
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
			room.send(string(line), room.clients)
		case err == io.EOF && len(line) > 0: // the last line may lack its newline
			c.log.Info("received", "data", string(line))
			room.send(string(line)+"\n", room.clients)
		case err == bufio.ErrBufferFull:
			c.log.Warn("line too long", "limit", maxLine)
			tooLong := fmt.Sprintf("Line too long. The limit is %d bytes.\n", maxLine)
			room.send(tooLong, map[*client]bool{c: true})
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

// deliver writes what the room has for c, until c has left.
func deliver(c *client, room *room) {
	for range c.bell {
		for some := room.next(c); len(some) > 0; some = room.next(c) {
			c.conn.SetWriteDeadline(time.Now().Add(writeTimeout))
			if _, err := c.conn.Write(some); err != nil {
				if !errors.Is(err, net.ErrClosed) {
					c.log.Warn("cannot send", "error", err)
				}
				c.conn.Close() // ends receive, too
				room.leave(c)
				return
			}
			room.sent(c, len(some))
		}
	}
}
