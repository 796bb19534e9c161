package frames_test

import (
	"bufio"
	"encoding/binary"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"socketschool/server/frames"
	"socketschool/server/servertest"
)

// frame returns the bytes of a frame that holds message.
func frame(message string) string {
	return "\x01" + string(binary.BigEndian.AppendUint32(nil, uint32(len(message)))) + message
}

const (
	kib = 1 << 10
	mib = 1 << 20
)

func TestAnswers(t *testing.T) {
	large := strings.Repeat("0123456789abcdef", mib/16)
	tests := []struct {
		name, send, want string
	}{
		{"a message", "\x01\x00\x00\x00\x05hello", "\x01\x00\x00\x00\x05hello"},
		{"an empty message", frame(""), frame("")},
		{"two at once", frame("one") + frame("two"), frame("one") + frame("two")},
		{"lines, zeros and what is not UTF-8", frame("a\nb\r\n\x00\xff\xc3"), frame("a\nb\r\n\x00\xff\xc3")},
		{"a frame in a frame", frame(frame("hi")), frame(frame("hi"))},
		{"every length has its four bytes", frame(large[:256]) + frame(large[:0x10203]), frame(large[:256]) + frame(large[:0x10203])},
		{"more than a bufio.Scanner takes", frame(large[:64*kib+1]), frame(large[:64*kib+1])},
		{"the longest", frame(large), frame(large)},
		{"a byte too long", frame(large + "x"), frame("bad frame: 1048577 bytes, the limit is 1048576")},
		{"four gigabytes", "\x01\xff\xff\xff\xff", frame("bad frame: 4294967295 bytes, the limit is 1048576")},
		{"another version", "\x02", frame("bad frame: version 2, want 1")},
		{"text", "GET / HTTP/1.1\r\n\r\n", frame("bad frame: version 71, want 1")},
		{"a length too short", "\x01\x00\x00\x00\x03hello", frame("hel") + frame("bad frame: version 108, want 1")},
		{"a length too long", "\x01\x00\x00\x00\x09hello" + frame("hi"),
			frame("hello\x01\x00\x00\x00") + frame("bad frame: version 2, want 1")},
		{"the end between two messages", "", ""},
		{"the end in the length", frame("hi") + "\x01\x00\x00", frame("hi") + frame("bad frame: the stream ends after 2 of 4 bytes")},
		{"the end after the version", "\x01", frame("bad frame: the stream ends after 0 of 4 bytes")},
		{"the end before the message", "\x01\x00\x00\x00\x05", frame("bad frame: the stream ends after 0 of 5 bytes")},
		{"the end in the message", "\x01\x00\x00\x00\x05hel", frame("bad frame: the stream ends after 3 of 5 bytes")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := servertest.Start(t, frames.Serve)
			c := s.Dial(t)
			go func() { // the longest does not fit into the buffers on the way
				io.WriteString(c.Conn, tt.send)
				c.Conn.(*net.TCPConn).CloseWrite()
			}()
			c.Expect(tt.want)
			c.ExpectEOF()
			last, level := "client disconnected", slog.LevelInfo
			if strings.Contains(tt.want, "bad frame") {
				last, level = "connection given up", slog.LevelWarn
			}
			peer := c.LocalAddr().String()
			if r := s.Logs.Wait(t, 1, last, "peer", peer)[0]; r.Level != level {
				t.Errorf("the end was logged as %v, want %v", r, level)
			}
			s.Stop(t)
			if ends := len(s.Logs.Find("client disconnected")) + len(s.Logs.Find("connection given up")) +
				len(s.Logs.Find("connection lost")); ends != 1 {
				t.Errorf("the end was logged %d times: %v", ends, s.Logs.All())
			}
		})
	}
}

// TestPieces sends each byte for itself and waits until the server could have
// answered too soon: it must have read all pieces first.
func TestPieces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ln := servertest.NewPipeListener()
		s := servertest.StartOn(t, ln, frames.Serve)
		conn := ln.Dial(t)
		for _, b := range []byte(frame("hello")) {
			if logged := s.Logs.Find("received"); len(logged) > 0 {
				t.Fatalf("%v before the last byte", logged)
			}
			if _, err := conn.Write([]byte{b}); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		expect(t, conn, frame("hello"))
		s.Stop(t)
	})
}

// TestPatience has the lesson's own patience, in made-up time. It begins with the
// first byte of a message.
func TestPatience(t *testing.T) {
	for _, sent := range []string{"\x01", "\x01\x00\x00\x00\x05", "\x01\x00\x00\x00\x05hell"} {
		synctest.Test(t, func(t *testing.T) {
			ln := servertest.NewPipeListener()
			s := servertest.StartOn(t, ln, frames.Serve)
			conn := ln.Dial(t)
			for range 2 { // silence before a message, and between two, is no fault
				time.Sleep(time.Hour)
				io.WriteString(conn, frame("hello"))
				expect(t, conn, frame("hello"))
			}
			time.Sleep(time.Hour)
			started := time.Now()
			for _, b := range []byte(sent) { // each byte in time, and all of them too slow
				if _, err := conn.Write([]byte{b}); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Second)
			}
			expect(t, conn, frame("bad frame: not complete after 30s"))
			if since := time.Since(started); since != 30*time.Second {
				t.Errorf("the goodbye came after %v", since)
			}
			conn.Close()
			s.Logs.Wait(t, 1, "connection given up")
			s.Stop(t)
		})
	}
}

// TestGoodbye reads on after the goodbye, so that no unread bytes make a reset of
// the close, and for a second only.
func TestGoodbye(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ln := servertest.NewPipeListener()
		s := servertest.StartOn(t, ln, frames.Serve)
		conn := ln.Dial(t)
		go io.WriteString(conn, "hello\n")
		expect(t, conn, frame("bad frame: version 104, want 1"))
		started := time.Now()
		if _, err := io.WriteString(conn, "and more"); err != nil {
			t.Errorf("after the goodbye: %v", err)
		}
		if n, err := conn.Read(make([]byte, 1)); n > 0 || err != io.EOF || time.Since(started) != time.Second {
			t.Errorf("read %d bytes, %v after %v", n, err, time.Since(started))
		}
		s.Stop(t)
	})
}

// expect reads as many bytes as want has and compares them.
func expect(t *testing.T, conn net.Conn, want string) {
	t.Helper()
	got := make([]byte, len(want))
	if _, err := io.ReadFull(conn, got); string(got) != want || err != nil {
		t.Fatalf("received %q, %v, want %q", got, err, want)
	}
}

func TestReset(t *testing.T) {
	s := servertest.Start(t, frames.Serve)
	c, other := s.Dial(t), s.Dial(t)
	c.Send("\x01\x00\x00\x00\x05hel")
	c.Reset()
	s.Logs.Wait(t, 1, "connection lost", "peer", c.LocalAddr().String())
	other.Send(frame("hello"))
	other.Expect(frame("hello"))
}

func TestClientThatNeverReads(t *testing.T) {
	s := servertest.Start(t, frames.Serve)
	stalled, other := s.Dial(t), s.Dial(t)
	stalled.Stall(frame(strings.Repeat("x", 64*kib)))
	other.Send(frame("hello"))
	other.Expect(frame("hello"))
}

// TestScannerLimit proves what the lesson says of a bufio.Scanner that reads frames.
func TestScannerLimit(t *testing.T) {
	split := func(data []byte, _ bool) (int, []byte, error) {
		if len(data) < 5 || len(data) < 5+int(binary.BigEndian.Uint32(data[1:])) {
			return 0, nil, nil
		}
		return len(data), data[5:], nil
	}
	tests := []struct {
		length, limit int // bytes; limit 0 is the Scanner's own
		want          error
	}{
		{65531, 0, nil},
		{65532, 0, bufio.ErrTooLong},
		{mib, mib + 5, nil},
	}
	for _, tt := range tests {
		scanner := bufio.NewScanner(strings.NewReader(frame(strings.Repeat("x", tt.length))))
		scanner.Split(split)
		if tt.limit > 0 {
			scanner.Buffer(nil, tt.limit)
		}
		if found := scanner.Scan(); found != (tt.want == nil) || scanner.Err() != tt.want {
			t.Errorf("%d bytes with the limit %d: %v, error %v", tt.length, tt.limit, found, scanner.Err())
		}
	}
}
