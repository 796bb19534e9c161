package main

import (
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestUnusedConns: close ends the connection that has sent nothing, and no other.
func TestUnusedConns(t *testing.T) {
	unused := newUnusedConns()
	opened := make(chan struct{}, 2)
	srv := httptest.NewUnstartedServer(http.NotFoundHandler())
	srv.Config.ConnState = func(conn net.Conn, state http.ConnState) {
		unused.connState(conn, state)
		if state == http.StateNew {
			opened <- struct{}{}
		}
	}
	srv.Start()
	defer srv.Close()
	used := request(t, srv, "/")
	defer used.Close()
	<-opened
	ahead, err := net.Dial("tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer ahead.Close()
	<-opened
	unused.close()
	if n, err := ahead.Read(make([]byte, 1)); err == nil {
		t.Errorf("the connection that has sent nothing received %d bytes", n)
	}
	if _, err := used.Write([]byte("GET / HTTP/1.1\r\nHost: school\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	if n, err := used.Read(make([]byte, 1)); n == 0 {
		t.Errorf("the connection that was used: %v", err)
	}
}
