package main

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"time"
)

// stallServer answers /long with size bytes, and sends the address of each lost
// client to closed.
func stallServer(t *testing.T, stalls *stallDetector, size int64) (srv *httptest.Server, closed chan string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux says what a client has acknowledged")
	}
	closed = make(chan string, 2)
	srv = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/long" {
			_, _ = io.CopyN(w, zeros{}, size)
		}
	}))
	srv.Config.ConnState = func(conn net.Conn, state http.ConnState) {
		stalls.connState(conn, state)
		if state == http.StateClosed {
			closed <- conn.RemoteAddr().String()
		}
	}
	srv.Start()
	t.Cleanup(srv.Close)
	return srv, closed
}

// TestStalledClients: a client that reads nothing of its answer is dropped,
// whether or not the kernel has taken all of it. One that has read its answer
// keeps its connection.
func TestStalledClients(t *testing.T) {
	for name, size := range map[string]int64{"a long answer": 64 << 20, "an answer that the kernel takes": 1 << 20} {
		t.Run(name, func(t *testing.T) {
			stalls := newStallDetector(300 * time.Millisecond)
			srv, closed := stallServer(t, stalls, size)
			defer stalls.start()()
			idle, stalled := request(t, srv, "/short"), request(t, srv, "/long")
			defer idle.Close()
			defer stalled.Close()
			if got := <-closed; got != stalled.LocalAddr().String() {
				t.Errorf("the client that has read its answer was dropped")
			}
		})
	}
}

// TestSlowClient: a client that takes a little now and then keeps its
// connection for as long as it does.
func TestSlowClient(t *testing.T) {
	const limit = time.Hour // by the times that the sweeps below are given
	stalls := newStallDetector(limit)
	srv, closed := stallServer(t, stalls, 64<<20)
	conn := request(t, srv, "/long")
	defer conn.Close()
	acked := func() uint64 {
		stalls.mu.Lock()
		defer stalls.mu.Unlock()
		for c := range stalls.conns {
			n, _ := sendState(c)
			return n
		}
		return 0
	}
	now := time.Now()
	for range 5 {
		before := acked()
		for acked() == before {
			if _, err := conn.Read(make([]byte, 4096)); err != nil {
				t.Fatal(err)
			}
		}
		now = now.Add(limit * 2 / 3)
		stalls.sweep(now)
	}
	select {
	case <-closed:
		t.Fatal("a client that reads slowly was dropped")
	default:
	}
	for {
		now = now.Add(limit)
		stalls.sweep(now)
		select {
		case <-closed:
			return
		case <-time.After(time.Millisecond):
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// request sends a request and reads the beginning of its answer.
func request(t *testing.T, srv *httptest.Server, path string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.(*net.TCPConn).SetReadBuffer(4096); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(make([]byte, 512)); err != nil {
		t.Fatal(err)
	}
	return conn
}
