package main

import (
	"net"
	"net/http"
	"sync"
)

// unusedConns holds the connections that have sent nothing yet: browsers open some ahead
// of need. An orderly end closes them, since http.Server.Shutdown waits for them as for
// requests.
type unusedConns struct {
	mu    sync.Mutex
	conns map[net.Conn]struct{}
}

func newUnusedConns() *unusedConns {
	return &unusedConns{conns: make(map[net.Conn]struct{})}
}

// connState is for http.Server.ConnState.
func (u *unusedConns) connState(conn net.Conn, state http.ConnState) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if state == http.StateNew {
		u.conns[conn] = struct{}{}
	} else {
		delete(u.conns, conn)
	}
}

func (u *unusedConns) close() {
	u.mu.Lock()
	defer u.mu.Unlock()
	for conn := range u.conns {
		conn.Close()
	}
}
