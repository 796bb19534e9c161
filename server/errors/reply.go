package errors

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
)

// reply answers one line. The error that it returns is the connection's: an
// error of the line is an answer.
func reply(conn net.Conn, number int, line string, log *slog.Logger) error {
	value, err := calculate(strings.TrimRight(line, "\r\n"))
	var syntax *SyntaxError
	switch {
	case err == nil:
		log.Info("calculated", "data", line, "value", value)
		_, err = fmt.Fprintf(conn, "%d\n", value)
	case errors.As(err, &syntax):
		log.Info("wrong line", "line", number, "data", line, "error", err)
		_, err = fmt.Fprintf(conn, "error: line %d, column %d: %s\n", number, syntax.Column, syntax.Problem)
	default:
		log.Info("wrong line", "line", number, "data", line, "error", err)
		_, err = fmt.Fprintf(conn, "error: line %d: %v\n", number, err)
	}
	return err
}

// unread reports whether the client has not read its answer in time: then it is
// Write that has failed.
func unread(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "write" && op.Timeout()
}
