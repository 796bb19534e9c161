package errors

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
)

// reply answers one line.
func reply(conn net.Conn, number int, line string, log *slog.Logger) error {
	value, err := calculate(strings.TrimRight(line, "\r\n"))
	if err != nil {
		return err // an error is an error, and ends the talk
	}
	log.Info("calculated", "data", line, "value", value)
	_, err = fmt.Fprintf(conn, "%d\n", value)
	return err
}

// unread reports whether the client has not read its answer in time: then it is
// Write that has failed.
func unread(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "write" && op.Timeout()
}
