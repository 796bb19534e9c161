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
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"socketschool/lab"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("runtime.handleEvent")) // GOOS=js has it for itself
}

// patience bounds every wait of these tests.
const patience = 10 * time.Second

type serveFunc = func(ctx context.Context, ln net.Listener, log *slog.Logger) error

func dial(t *testing.T, l *lab.Lab) net.Conn {
	t.Helper()
	conn, err := l.Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// events collects what comes until one of that kind has come.
func events(t *testing.T, l *lab.Lab, until lab.Kind) []lab.Event {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var all []lab.Event
	for {
		if err := l.Events().Wait(ctx, uint64(len(all))); err != nil {
			t.Fatalf("no %s event: %v; got %v", until, err, kinds(all))
		}
		var batch [100]lab.Event
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

// withoutWaits leaves out what depends on who was faster.
func withoutWaits(events []lab.Event) []lab.Event {
	return slices.DeleteFunc(slices.Clone(events), func(e lab.Event) bool { return e.Kind == lab.Waiting })
}

func kinds(events []lab.Event) (ks []lab.Kind) {
	for _, e := range events {
		ks = append(ks, e.Kind)
	}
	return ks
}

// untilStopped accepts nobody and returns when it is told to.
func untilStopped(ctx context.Context, _ net.Listener, _ *slog.Logger) error {
	<-ctx.Done()
	return nil
}

// lines greets each client by its peer, echoes a line and hangs up.
func lines(ctx context.Context, ln net.Listener, log *slog.Logger) error {
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
			log.Info("received", "data", line) // this very line is asserted
			_, _ = io.WriteString(conn, line)
		})
	}
}

// lineOf finds the line of this file that holds a marker.
func lineOf(t *testing.T, marker string) int {
	t.Helper()
	text, err := os.ReadFile("lab_test.go")
	if err != nil {
		t.Fatal(err)
	}
	before, _, _ := strings.Cut(string(text), marker)
	return strings.Count(before, "\n") + 1
}

func TestLife(t *testing.T) { onEach(t, testLife) }

func testLife(t *testing.T, n network) {
	l := n.start(t, lines)
	conn := dial(t, l)
	fmt.Fprint(conn, "h\xc3 é\n")
	got, err := io.ReadAll(conn)
	if err != nil || string(got) != "h\xc3 é\n" {
		t.Fatalf("got %q, %v", got, err)
	}
	conn.Close()
	l.Stop()
	all := events(t, l, lab.Stopped)
	for i, e := range all {
		if e.Seq != uint64(i+1) || e.At.IsZero() {
			t.Errorf("event %d has seq %d, at %v", i, e.Seq, e.At)
		}
	}
	all = withoutWaits(all)
	want := []lab.Kind{lab.Listening, lab.Accept, lab.Read, lab.Record, lab.Write, lab.Close, lab.Stopped}
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
	if want := (&lab.Source{File: "lab_test.go", Line: lineOf(t, "// this very line")}); !cmp.Equal(rec.Source, want) {
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
	tests := []struct {
		name  string
		serve serveFunc
		want  string
		at    bool // a source line is known
	}{
		{"returns an error", func(context.Context, net.Listener, *slog.Logger) error { return errors.New("no luck") }, "no luck", false},
		{"returns nil", func(context.Context, net.Listener, *slog.Logger) error { return nil }, "nobody stopped it", false},
		{"panics", panics, "index out of range", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := start(t, tt.serve)
			all := events(t, l, lab.Failed)
			<-l.Done()
			last := all[len(all)-1]
			if !strings.Contains(last.Error, tt.want) {
				t.Errorf("error %q, want %q", last.Error, tt.want)
			}
			if tt.at != (last.Source != nil) || tt.at && last.Source.File != "lab_test.go" {
				t.Errorf("source %+v", last.Source)
			}
			if info := l.Info(); info.State != lab.StateFailed || info.Error != last.Error {
				t.Errorf("state %s, error %q", info.State, info.Error)
			}
			if _, err := l.Dial(t.Context()); err == nil {
				t.Error("a failed lab's port can still be dialled")
			}
			l.Stop() // does nothing, and returns
		})
	}
}

// TestPanicClosesConnections has a server that accepts and then panics.
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

// TestStubbornServer has a server that pays no heed to its context: its
// connections are closed under it.
func TestStubbornServer(t *testing.T) {
	l := start(t, func(_ context.Context, ln net.Listener, _ *slog.Logger) error {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, conn)
		return err
	})
	conn := dial(t, l)
	events(t, l, lab.Accept)
	l.Stop()
	if _, err := conn.Read(make([]byte, 1)); err == nil {
		t.Error("the connection is still open")
	}
	events(t, l, lab.Stopped)
}

// tcp is what these tests ask of a client's connection beside net.Conn.
type tcp interface {
	CloseWrite() error
	SetLinger(seconds int) error
}

// TestConnKeepsTCP: what an example server may ask of a TCP connection works
// through the lab's listener.
func TestConnKeepsTCP(t *testing.T) { onEach(t, testConnKeepsTCP) }

func testConnKeepsTCP(t *testing.T, n network) {
	l := n.start(t, func(_ context.Context, ln net.Listener, log *slog.Logger) error {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		defer conn.Close()
		tcp, ok := conn.(tcp)
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
	if err := conn.(tcp).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	all := events(t, l, lab.Close)
	var half, rec *lab.Event
	for i := range all {
		switch all[i].Kind {
		case lab.CloseWrite:
			half = &all[i]
		case lab.Record:
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

// TestNumbering has 200 clients at once: no number is missing, none is double.
func TestNumbering(t *testing.T) {
	l := start(t, lines)
	var wg sync.WaitGroup
	for range 200 {
		wg.Go(func() {
			conn, err := l.Dial(t.Context())
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
	for i, e := range events(t, l, lab.Stopped) {
		if e.Seq != uint64(i+1) {
			t.Fatalf("event %d has seq %d", i, e.Seq)
		}
		seen[e.Conn]++
	}
	for n := uint64(1); n <= 200; n++ {
		if seen[n] < 5 { // accept, read, log, write, close; and waiting, where it had to
			t.Errorf("connection %d has %d events", n, seen[n])
		}
	}
}
