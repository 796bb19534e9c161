package main

import (
	"errors"
	"log/slog"
	"net"
	"syscall"
	"time"
)

// descriptorListener tells when no descriptor is left for a connection: it lets
// idle connections give way, and logs at most once a minute.
type descriptorListener struct {
	net.Listener
	log       *slog.Logger
	closeIdle func()
	logged    time.Time // by the one goroutine that accepts
}

func (l *descriptorListener) Accept() (net.Conn, error) {
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
