package wire

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"socketschool/lab"
	"socketschool/lab/memnet"
)

// connected is the ending of a client of a lab that does nothing but listen.
func connected(t *testing.T) (*Ending, *memnet.Conn, *lab.Lab) {
	t.Helper()
	network := new(memnet.Network)
	ln, err := network.Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	port := ln.Addr().(*net.TCPAddr).Port
	serve := func(ctx context.Context, _ net.Listener, _ *slog.Logger) error { <-ctx.Done(); return nil }
	l := lab.Start(lab.Config{Program: lab.Program{Lesson: "test", Serve: serve}, Listener: ln})
	t.Cleanup(l.Stop)
	conn, err := network.Dial(t.Context(), port)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	e := NewEnding(l, nil)
	e.Connected(conn)
	return e, conn, l
}

func TestWhatToDoAfterARead(t *testing.T) {
	tests := []struct {
		name string
		met  func(*Ending, *lab.Lab)
		read error
		want Next
	}{
		{"bytes", func(*Ending, *lab.Lab) {}, nil, ReadOn},
		{"the server's FIN", func(*Ending, *lab.Lab) {}, io.EOF, HalfOpen},
		{"its FIN, the page gone", func(e *Ending, _ *lab.Lab) { e.PageLeft() }, io.EOF, Over},
		{"its FIN, the lab's end told", func(e *Ending, _ *lab.Lab) { e.LabEnded() }, io.EOF, Over},
		{"its FIN, the lab's end not told yet", func(_ *Ending, l *lab.Lab) { l.Stop() }, io.EOF, Over},
		{"an RST", func(*Ending, *lab.Lab) {}, syscall.ECONNRESET, Over},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, _, l := connected(t)
			tt.met(e, l)
			if got := e.After(tt.read); got != tt.want {
				t.Errorf("after %v: %d, want %d", tt.read, got, tt.want)
			}
		})
	}
}

// TestTheRestGetsItsTime: whoever writes fails, and the reader goes on for as
// long as bytes may still come.
func TestTheRestGetsItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, conn, l := connected(t)
		defer l.Stop()
		defer conn.Close()
		began := time.Now()
		e.WriteFailed(syscall.EPIPE)
		var reads int
		for {
			_, err := conn.Read(make([]byte, 1))
			if !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Fatal(err)
			}
			reads++
			if e.After(err) == Over {
				break
			}
		}
		if took := time.Since(began); took != LingerTime || reads != 2 {
			t.Errorf("given up after %v and %d reads, want %v and 2", took, reads, LingerTime)
		}
		if last := e.Notice(os.ErrDeadlineExceeded); last.Reason != ReasonReset {
			t.Errorf("the page is told %+v", last)
		}
	})
}

func TestHalfOpenUntilSettled(t *testing.T) {
	tests := []struct {
		name   string
		met    func(*Ending)
		reason string // "" while it is not settled
		kicked bool
	}{
		{"nothing", func(*Ending) {}, "", false},
		{"the page's FIN", (*Ending).SentFIN, ReasonEOF, true},
		{"a write that fails", func(e *Ending) { e.WriteFailed(syscall.EPIPE) }, ReasonReset, true},
		{"the page's RST", (*Ending).PageReset, ReasonReset, false}, // which closes the connection
		{"the page gone", (*Ending).PageLeft, ReasonError, false},
		{"the lab's end", (*Ending).LabEnded, ReasonError, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, _, _ := connected(t)
			if e.After(io.EOF) != HalfOpen {
				t.Fatal("not half-open")
			}
			tt.met(e)
			last, over := e.Settled()
			if over != (tt.reason != "") || last.Reason != tt.reason {
				t.Errorf("settled %t by %q, want %q", over, last.Reason, tt.reason)
			}
			if kicked := len(e.Kicked()) > 0; kicked != tt.kicked {
				t.Errorf("kicked: %t, want %t", kicked, tt.kicked)
			}
		})
	}
}

// TestFINBeforeFIN: the page's FIN, if it is the first, leaves the reader alone.
func TestFINBeforeFIN(t *testing.T) {
	e, _, _ := connected(t)
	e.SentFIN()
	if len(e.Kicked()) > 0 {
		t.Error("the reader is kicked, and would linger")
	}
	if e.After(io.EOF) != HalfOpen {
		t.Error("not half-open")
	}
	if last, over := e.Settled(); !over || last.Reason != ReasonEOF {
		t.Errorf("settled %t by %q", over, last.Reason)
	}
}
