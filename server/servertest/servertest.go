// Package servertest runs an example server for a test and talks to it as a
// client does, over TCP. It holds every server to what they have in common: it
// ends when its context is cancelled, leaves no goroutine, and logs from its own source.
package servertest

import (
	"context"
	"log/slog"
	"net"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// timeout is how long a test waits for what must happen.
const timeout = 10 * time.Second

// ServeFunc is the function every example server has.
type ServeFunc func(ctx context.Context, ln net.Listener, log *slog.Logger) error

// A Server is an example server that runs until its test ends.
type Server struct {
	Addr string
	Logs *Logs

	cancel context.CancelFunc
	ended  chan error
}

// Start runs serve on a free port of the loopback interface.
func Start(t testing.TB, serve ServeFunc) *Server {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return StartOn(t, ln, serve)
}

// StartOn runs serve on ln. When the test ends, it stops the server and checks
// what must hold for all of them.
func StartOn(t testing.TB, ln net.Listener, serve ServeFunc) *Server {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s := &Server{Addr: ln.Addr().String(), Logs: newLogs(), cancel: cancel, ended: make(chan error, 1)}
	go func() { s.ended <- serve(ctx, ln, slog.New(s.Logs)) }()
	t.Cleanup(func() {
		s.Stop(t)
		checkRecords(t, s.Logs.All())
	})
	return s
}

// BeginStop cancels the server's context and does not wait.
func (s *Server) BeginStop() { s.cancel() }

// Stop cancels the server's context and waits for Serve to return nil with no
// goroutine left behind. It may be called again.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	s.cancel()
	select {
	case err := <-s.ended:
		if err != nil {
			t.Errorf("Serve returned %v, want nil", err)
		}
		s.ended <- nil
		before := len(s.Logs.All())
		checkGoroutines(t)
		if late := s.Logs.All()[before:]; len(late) > 0 {
			t.Errorf("Serve had returned when its goroutines logged %v", late)
		}
	case <-time.After(timeout):
		t.Fatalf("Serve has not returned after its context ended\n%s", stacks())
	}
}

// checkGoroutines fails the test if a goroutine is still in a server's source.
// One that has done its work may need a moment to be gone.
func checkGoroutines(t testing.TB) {
	t.Helper()
	deadline := time.Now().Add(timeout)
	for strings.Contains(stacks(), "/server.go:") {
		if time.Now().After(deadline) {
			t.Fatalf("goroutines left behind:\n%s", stacks())
		}
		time.Sleep(time.Millisecond) // in a bubble of testing/synctest only waiting takes time
	}
}

func stacks() string {
	buf := make([]byte, 1<<20)
	return string(buf[:runtime.Stack(buf, true)])
}

// checkRecords holds the records to what the lab and the lesson rely on.
func checkRecords(t testing.TB, records []Record) {
	t.Helper()
	if len(records) == 0 || records[0].Message != "listening" || records[0].Attrs["address"] == nil {
		t.Errorf("the first record is not listening with an address: %v", records)
	}
	for _, r := range records {
		if r.Level > slog.LevelWarn {
			t.Errorf("what a client does is no error of the server: %v", r)
		}
		if dir := filepath.Base(filepath.Dir(r.File)); dir == "servertest" || strings.HasSuffix(r.File, "_test.go") {
			t.Errorf("the record comes from %s:%d, not from the server's source: %v", r.File, r.Line, r)
		}
	}
}
