package protocol

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// fakeLab is a lab that ends when ending is closed.
type fakeLab struct {
	ending   chan struct{}
	failure  string
	recorded []string // networks, and "vanish"
}

func newFakeLab() *fakeLab { return &fakeLab{ending: make(chan struct{})} }

func (l *fakeLab) Ending() <-chan struct{} { return l.ending }
func (l *fakeLab) Failure() string         { return l.failure }

func (l *fakeLab) RecordNetwork(_, description string) { l.recorded = append(l.recorded, description) }
func (l *fakeLab) RecordVanish(string)                 { l.recorded = append(l.recorded, "vanish") }

// newState returns the state of a connected client and the connection to its
// server, which does nothing.
func newState(t *testing.T) (*CloseState, net.Conn, *fakeLab) {
	t.Helper()
	conn, server := net.Pipe()
	t.Cleanup(func() { conn.Close(); server.Close() })
	l := newFakeLab()
	s := new(CloseState)
	s.init(l, nil)
	s.setConn(conn)
	return s, conn, l
}

func TestNextAfterRead(t *testing.T) {
	tests := []struct {
		name   string
		before func(*CloseState, *fakeLab)
		read   error
		want   Action
	}{
		{"bytes", func(*CloseState, *fakeLab) {}, nil, Continue},
		{"the server's FIN", func(*CloseState, *fakeLab) {}, io.EOF, HalfOpen},
		{"its FIN, the page gone", func(s *CloseState, _ *fakeLab) { s.MarkPageGone() }, io.EOF, Finish},
		{"its FIN, the lab's end reported", func(s *CloseState, _ *fakeLab) { s.MarkLabEnded() }, io.EOF, Finish},
		{"its FIN, the lab's end not reported yet", func(_ *CloseState, l *fakeLab) { close(l.ending) }, io.EOF, Finish},
		{"an RST", func(*CloseState, *fakeLab) {}, syscall.ECONNRESET, Finish},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, _, l := newState(t)
			tt.before(s, l)
			if got := s.Next(tt.read); got != tt.want {
				t.Errorf("after %v: %d, want %d", tt.read, got, tt.want)
			}
		})
	}
}

// TestLinger: after a failed write the reader reads on for LingerTime.
func TestLinger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, conn, _ := newState(t)
		start := time.Now()
		s.MarkWriteFailed(syscall.EPIPE)
		var reads int
		for {
			_, err := conn.Read(make([]byte, 1))
			if !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Fatal(err)
			}
			reads++
			if s.Next(err) == Finish {
				break
			}
		}
		if took := time.Since(start); took != LingerTime || reads != 2 {
			t.Errorf("finished after %v and %d reads, want %v and 2", took, reads, LingerTime)
		}
		if last := s.CloseMessage(os.ErrDeadlineExceeded); last.Reason != ReasonReset {
			t.Errorf("the close message is %+v", last)
		}
	})
}

func TestResultOfHalfOpen(t *testing.T) {
	tests := []struct {
		name   string
		event  func(*CloseState)
		reason string // "" while it is not over
		woken  bool
	}{
		{"nothing", func(*CloseState) {}, "", false},
		{"the page's FIN", (*CloseState).MarkFINSent, ReasonEOF, true},
		{"a write that fails", func(s *CloseState) { s.MarkWriteFailed(syscall.EPIPE) }, ReasonReset, true},
		{"the page's RST", (*CloseState).MarkPageReset, ReasonReset, false}, // which closes the connection
		{"the page gone", (*CloseState).MarkPageGone, ReasonError, false},
		{"the lab's end", (*CloseState).MarkLabEnded, ReasonError, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, _, _ := newState(t)
			if s.Next(io.EOF) != HalfOpen {
				t.Fatal("not half-open")
			}
			tt.event(s)
			last, over := s.Result()
			if over != (tt.reason != "") || last.Reason != tt.reason {
				t.Errorf("over %t with %q, want %q", over, last.Reason, tt.reason)
			}
			if woken := len(s.Wake()) > 0; woken != tt.woken {
				t.Errorf("woken: %t, want %t", woken, tt.woken)
			}
		})
	}
}

// TestPageFINFirst: a FIN of the page before the server's does not wake the
// reader.
func TestPageFINFirst(t *testing.T) {
	s, _, _ := newState(t)
	s.MarkFINSent()
	if len(s.Wake()) > 0 {
		t.Error("the reader is woken, and would linger")
	}
	if s.Next(io.EOF) != HalfOpen {
		t.Error("not half-open")
	}
	if last, over := s.Result(); !over || last.Reason != ReasonEOF {
		t.Errorf("over %t with %q", over, last.Reason)
	}
}
