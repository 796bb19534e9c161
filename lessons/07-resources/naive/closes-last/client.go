package resources

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"time"
)

var (
	errStopping = errors.New("the server stops")
	errSlow     = errors.New("no whole command in time")
)

// handle looks after one client, from its arrival to its end.
func (s *server) handle(ctx context.Context, conn net.Conn, log *slog.Logger) {
	defer func() { log.Info("client disconnected", "connections", s.connections.Add(-1)) }()

	c := &client{conn: conn}
	unregister := context.AfterFunc(ctx, c.stop)
	defer unregister()

	err := s.answer(c, log)
	if err == io.EOF {
		return // the client has closed the connection
	}
	switch {
	case err == errStopping, err == errSlow:
		log.Info("goodbye", "reason", err)
		sayGoodbye(conn, err)
	case !errors.Is(err, net.ErrClosed):
		log.Warn("connection lost", "error", err)
	}
	conn.Close()
}

// sayGoodbye sends a last line and sees that it arrives, as in lesson 5: it ends
// our side alone, and reads what the client has sent meanwhile, for a second.
func sayGoodbye(conn net.Conn, why error) {
	conn.SetDeadline(time.Now().Add(time.Second))
	fmt.Fprintf(conn, "error: %v, goodbye\n", why)
	if half, ok := conn.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
		io.Copy(io.Discard, conn)
	}
}
