package safe

import (
	"fmt"
	"log/slog"
	"net"
	"strings"
)

// answer answers the lines of one client. It returns what ended the talk:
// io.EOF after the last line, a refusal, or what happened to the connection.
func answer(conn net.Conn, name string, log *slog.Logger) error {
	lines := newLines(conn)
	for {
		line, err := readLine(conn, lines)
		if err != nil {
			return err
		}
		command, rest, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		switch {
		case command == "who":
			_, err = fmt.Fprintf(conn, "You are %s.\n", name)
		case command == "open":
			if err = checkToken(rest); err == nil {
				log.Info("opened")
				_, err = fmt.Fprint(conn, "The safe is open.\n")
			}
		default:
			// What came stays out of the log: it may be the token, mistyped.
			log.Warn("refused", "reason", "unknown command", "bytes", len(line))
			_, err = fmt.Fprint(conn, "error: the commands are who and open TOKEN\n")
		}
		if err != nil {
			return err
		}
	}
}
