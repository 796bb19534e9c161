package main

import (
	"errors"
	"log/slog"
	"net"
	"syscall"
	"time"
)

// pageListener accepts the pages' connections. Where no descriptor is left for
// another one, it lets idle connections give way, and logs at most once a
// minute.
type pageListener struct {
	net.Listener
	log       *slog.Logger
	closeIdle func()
	logged    time.Time // of the last such log line; used by Accept alone
}

func (l *pageListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) {
		l.closeIdle()
		if time.Since(l.logged) >= time.Minute {
			l.logged = time.Now()
			l.log.Warn("no descriptor is left for another connection: raise the limit (ulimit -n), or lower --labs and --clients-per-lab",
				"limit", descriptorLimit(), "error", err)
		}
	}
	return conn, err
}
