package lab_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"socketschool/lab"
	"socketschool/lab/event"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("runtime.handleEvent")) // GOOS=js starts it
}

// testTimeout bounds each wait of these tests.
const testTimeout = 10 * time.Second

type serveFunc = func(ctx context.Context, ln net.Listener, log *slog.Logger) error

func dial(t *testing.T, l *lab.Lab) net.Conn {
	t.Helper()
	conn, err := l.Dial(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// readEvents returns all events up to the first of a kind.
func readEvents(t *testing.T, l *lab.Lab, until event.Kind) []event.Event {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), testTimeout)
	defer cancel()
	var all []event.Event
	for {
		if err := l.Events().Wait(ctx, uint64(len(all))); err != nil {
			t.Fatalf("no %s event: %v; got %v", until, err, kinds(all))
		}
		var batch [100]event.Event
		n, skipped := l.Events().Read(batch[:], uint64(len(all)))
		if skipped != 0 {
			t.Fatalf("%d events skipped", skipped)
		}
		for _, e := range batch[:n] {
			all = append(all, e)
			if e.Kind == until {
				return all
			}
		}
	}
}

// withoutWaits removes waiting events, which depend on timing.
func withoutWaits(events []event.Event) []event.Event {
	return slices.DeleteFunc(slices.Clone(events), func(e event.Event) bool { return e.Kind == event.KindWaiting })
}

func kinds(events []event.Event) (ks []event.Kind) {
	for _, e := range events {
		ks = append(ks, e.Kind)
	}
	return ks
}

// lineServer echoes one line of each client and closes the connection.
func lineServer(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	defer context.AfterFunc(ctx, func() { ln.Close() })()
	var wg sync.WaitGroup
	defer wg.Wait()
	for {
		conn, err := ln.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		wg.Go(func() {
			defer conn.Close()
			defer context.AfterFunc(ctx, func() { conn.Close() })()
			log := log.With("peer", conn.RemoteAddr().String())
			line, _ := bufio.NewReader(conn).ReadString('\n')
			log.Info("received", "data", line) // lineOf finds this line
			_, _ = io.WriteString(conn, line)
		})
	}
}

// lineOf returns the number of the line of this file with a marker.
func lineOf(t *testing.T, marker string) int {
	t.Helper()
	text, err := os.ReadFile("lab_test.go")
	if err != nil {
		t.Fatal(err)
	}
	before, _, _ := strings.Cut(string(text), marker)
	return strings.Count(before, "\n") + 1
}

// TestTellToStop: a server that is to stop keeps its connections for as long as it wants
// to, and the lab says when Serve has returned.
func TestTellToStop(t *testing.T) { forEachNetwork(t, testTellToStop) }

func testTellToStop(t *testing.T, n network) {
	told := errors.New("told to stop")
	mayReturn := make(chan struct{})
	l := n.start(t, func(ctx context.Context, ln net.Listener, _ *slog.Logger) error {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		defer conn.Close()
		<-ctx.Done()
		_, _ = io.WriteString(conn, "still here\n")
		<-mayReturn
		return told
	})
	conn := dial(t, l)
	if s := l.Snapshot(); s.Returned != nil {
		t.Errorf("Serve has returned %+v before it was to stop", *s.Returned)
	}
	l.TellToStop()
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil || line != "still here\n" || !l.Listening() {
		t.Errorf("got %q, %v, listening %v, want a lab that goes on", line, err, l.Listening())
	}
	close(mayReturn)
	if _, err := conn.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("after the return: %v, want EOF", err)
	}
	l.Stop()
	if s := l.Snapshot(); s.Returned == nil || s.Returned.Error != told.Error() {
		t.Errorf("Serve has returned %+v, want %q", s.Returned, told)
	}
	all := readEvents(t, l, event.KindStopped)
	if last := all[len(all)-1]; last.Error != "" {
		t.Errorf("the lab has ended with %q", last.Error)
	}
}

func TestLife(t *testing.T) { forEachNetwork(t, testLife) }

func testLife(t *testing.T, n network) {
	l := n.start(t, lineServer)
	conn := dial(t, l)
	fmt.Fprint(conn, "h\xc3 é\n")
	got, err := io.ReadAll(conn)
	if err != nil || string(got) != "h\xc3 é\n" {
		t.Fatalf("got %q, %v", got, err)
	}
	conn.Close()
	l.Stop()
	all := readEvents(t, l, event.KindStopped)
	for i, e := range all {
		if e.Seq != uint64(i+1) || e.At.IsZero() {
			t.Errorf("event %d has seq %d, at %v", i, e.Seq, e.At)
		}
	}
	all = withoutWaits(all)
	want := []event.Kind{event.KindListening, event.KindAccept, event.KindRead, event.KindLog, event.KindWrite, event.KindClose, event.KindStopped}
	if diff := cmp.Diff(want, kinds(all)); diff != "" {
		t.Fatal(diff)
	}
	peer := conn.LocalAddr().String()
	for _, e := range all[1:6] {
		if e.Conn != 1 || e.Peer != peer {
			t.Errorf("%s event: conn %d, peer %q, want 1, %q", e.Kind, e.Conn, e.Peer, peer)
		}
	}
	rec := all[3]
	if want := (&event.Source{File: "lab_test.go", Line: lineOf(t, "// lineOf finds this line")}); !cmp.Equal(rec.Source, want) {
		t.Errorf("source %+v, want %+v", rec.Source, want)
	}
	attrs, err := json.Marshal(rec.Attrs)
	if want := `{"peer":"` + peer + `","data":"\"h\\xc3 é\\n\""}`; err != nil || string(attrs) != want {
		t.Errorf("attrs %s, %v, want %s", attrs, err, want)
	}
	if info := l.Info(); info.State != lab.StateStopped || info.Error != "" {
		t.Errorf("state %s, error %q", info.State, info.Error)
	}
}

func TestServerThatEndsByItself(t *testing.T) {
	panics := func(context.Context, net.Listener, *slog.Logger) error {
		var none []error
		return none[len(none)]
	}
	panicsInStrings := func(_ context.Context, ln net.Listener, _ *slog.Logger) error {
		return errors.New(strings.Repeat("x", -len(ln.Addr().Network())))
	}
	tests := []struct {
		name  string
		serve serveFunc
		want  string // a regular expression
		at    bool   // a source line is known
	}{
		{"returns an error", func(context.Context, net.Listener, *slog.Logger) error { return errors.New("no luck") }, `^Serve has returned an error after \d+ ms: no luck$`, false},
		{"returns nil", func(context.Context, net.Listener, *slog.Logger) error { return nil }, `^Serve has returned nil after \d+ ms, although nobody stopped the server\. A server's Serve goes on until its context ends: loop around Accept\.$`, false},
		{"ends its goroutine", func(context.Context, net.Listener, *slog.Logger) error { runtime.Goexit(); return nil }, `^Serve has ended after \d+ ms: its goroutine called runtime.Goexit$`, false},
		{"panics", panics, "^panic: .*index out of range", true},
		{"panics in another package", panicsInStrings, "^panic: .*negative Repeat count", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := start(t, tt.serve)
			all := readEvents(t, l, event.KindFailed)
			<-l.Done()
			last := all[len(all)-1]
			if !regexp.MustCompile(tt.want).MatchString(last.Error) {
				t.Errorf("error %q, want %s", last.Error, tt.want)
			}
			if tt.at != (last.Source != nil) || tt.at && last.Source.File != "lab_test.go" {
				t.Errorf("source %+v", last.Source)
			}
			if info := l.Info(); info.State != lab.StateFailed || info.Error != last.Error {
				t.Errorf("state %s, error %q", info.State, info.Error)
			}
			if _, err := l.Dial(t.Context(), ""); err == nil {
				t.Error("a failed lab's port still accepts connections")
			}
			l.Stop() // has no effect
		})
	}
}

// TestListenerClosed: a server that closes its listener and goes on is reported, one
// that returns is not.
func TestListenerClosed(t *testing.T) {
	release := make(chan struct{})
	l := start(t, func(ctx context.Context, ln net.Listener, _ *slog.Logger) error {
		ln.Close()
		select {
		case <-release:
		case <-ctx.Done():
		}
		return nil
	})
	for _, e := range readEvents(t, l, event.KindLog) {
		if e.Kind == event.KindLog && (e.Level != "WARN" || !strings.Contains(e.Message, "closed its listener") || e.Source == nil) {
			t.Errorf("reported %+v", e)
		}
	}
	close(release)
	readEvents(t, l, event.KindFailed)

	returns := start(t, func(_ context.Context, ln net.Listener, _ *slog.Logger) error {
		defer ln.Close()
		return nil
	})
	for _, e := range readEvents(t, returns, event.KindFailed) {
		if e.Kind == event.KindLog {
			t.Errorf("reported %+v", e)
		}
	}
}

// TestPanicClosesConnections: the connections of a server that panics are closed.
func TestPanicClosesConnections(t *testing.T) {
	l := start(t, func(_ context.Context, ln net.Listener, _ *slog.Logger) error {
		if _, err := ln.Accept(); err != nil {
			return err
		}
		panic("on purpose")
	})
	conn := dial(t, l)
	if _, err := conn.Read(make([]byte, 1)); err == nil {
		t.Error("the connection is still open")
	}
	<-l.Done()
}

// TestServerIgnoresContext: the connections of a server that ignores its context are
// closed.
func TestServerIgnoresContext(t *testing.T) {
	l := start(t, func(_ context.Context, ln net.Listener, _ *slog.Logger) error {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, conn)
		return err
	})
	conn := dial(t, l)
	readEvents(t, l, event.KindAccept)
	l.Stop()
	if _, err := conn.Read(make([]byte, 1)); err == nil {
		t.Error("the connection is still open")
	}
	readEvents(t, l, event.KindStopped)
}

// tcpConn is what these tests use of a client's connection beside net.Conn.
type tcpConn interface {
	CloseWrite() error
	SetLinger(seconds int) error
}

// TestConnKeepsTCP: methods of TCP connections work through the lab's listener.
func TestConnKeepsTCP(t *testing.T) { forEachNetwork(t, testConnKeepsTCP) }

func testConnKeepsTCP(t *testing.T, n network) {
	l := n.start(t, func(_ context.Context, ln net.Listener, log *slog.Logger) error {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		defer conn.Close()
		tcp, ok := conn.(tcpConn)
		if !ok {
			return errors.New("no CloseWrite")
		}
		if err := tcp.CloseWrite(); err != nil {
			return err
		}
		text, err := io.ReadAll(conn)
		log.Info("read", "data", text)
		_ = tcp.SetLinger(0)
		return err
	})
	conn := dial(t, l)
	if _, err := io.ReadAll(conn); err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(conn, "after")
	if err := conn.(tcpConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	all := readEvents(t, l, event.KindClose)
	var half, rec *event.Event
	for i := range all {
		switch all[i].Kind {
		case event.KindCloseWrite:
			half = &all[i]
		case event.KindLog:
			rec = &all[i]
		}
	}
	if half == nil || rec == nil {
		t.Fatalf("no half-close or no record: %v", kinds(all))
	}
	if attrs, _ := json.Marshal(rec.Attrs); string(attrs) != `{"data":"after"}` {
		t.Errorf("attrs %s", attrs)
	}
}

// TestNumbering: with 200 clients at once, numbers are unique and without gaps.
func TestNumbering(t *testing.T) {
	l := start(t, lineServer)
	var wg sync.WaitGroup
	for range 200 {
		wg.Go(func() {
			conn, err := l.Dial(t.Context(), "")
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			fmt.Fprint(conn, "x\n")
			if _, err := io.ReadAll(conn); err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	l.Stop()
	seen := map[uint64]int{}
	for i, e := range readEvents(t, l, event.KindStopped) {
		if e.Seq != uint64(i+1) {
			t.Fatalf("event %d has seq %d", i, e.Seq)
		}
		seen[e.Conn]++
	}
	for n := uint64(1); n <= 200; n++ {
		if seen[n] < 5 { // accept, read, log, write, close; and waiting if it blocked
			t.Errorf("connection %d has %d events", n, seen[n])
		}
	}
}
