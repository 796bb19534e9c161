package echo_test

import (
	"bytes"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"socketschool/server/echo"
	"socketschool/server/servertest"
)

func TestEcho(t *testing.T) {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	tests := []struct {
		name   string
		pieces []string // each is awaited before the next is sent
	}{
		{"a line", []string{"hello\n"}},
		{"no newline", []string{"hello"}},
		{"a character split between reads", []string{"h\xc3", "\xa9\n"}},
		{"every byte there is", []string{string(all)}},
		{"not UTF-8", []string{"\xff\xfe\x00\xc0"}},
		{"carriage returns and blanks", []string{" \r\n\t \r\n"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := servertest.Start(t, echo.Serve)
			c := s.Dial(t)
			for _, piece := range tt.pieces {
				c.Send(piece)
				c.Expect(piece)
			}
			c.HalfClose()
			c.ExpectEOF()

			s.Logs.Wait(t, 1, "client disconnected")
			var logged strings.Builder
			for _, r := range s.Logs.Find("received", "peer", c.LocalAddr().String()) {
				logged.WriteString(r.Attrs["data"].(string))
			}
			if want := strings.Join(tt.pieces, ""); logged.String() != want {
				t.Errorf("logged as received: %q, want %q", logged.String(), want)
			}
		})
	}
}

func TestMuchThenHalfClose(t *testing.T) {
	s := servertest.Start(t, echo.Serve)
	c := s.Dial(t)
	sent := make([]byte, 1<<20)
	rand.NewChaCha8([32]byte{}).Read(sent)

	go func() {
		c.Write(sent) // a failure shows in the echo
		c.Conn.(interface{ CloseWrite() error }).CloseWrite()
	}()
	got, err := io.ReadAll(c)
	if err != nil || !bytes.Equal(got, sent) {
		t.Errorf("%d bytes came back (%v), want the %d that were sent", len(got), err, len(sent))
	}
}

func TestLogs(t *testing.T) {
	s := servertest.Start(t, echo.Serve)
	c := s.Dial(t)
	c.Send("hé\n")
	c.Expect("hé\n")
	c.Close()

	peer := c.LocalAddr().String()
	s.Logs.Wait(t, 1, "listening", "address", s.Addr)
	s.Logs.Wait(t, 1, "received", "peer", peer, "data", "hé\n")
	s.Logs.Wait(t, 1, "client disconnected", "peer", peer)
	if n := len(s.Logs.All()); n != 3 {
		t.Errorf("%d records, want 3: %v", n, s.Logs.All())
	}
}

func TestVanishingClient(t *testing.T) {
	s := servertest.Start(t, echo.Serve)
	stays, vanishes := s.Dial(t), s.Dial(t)
	vanishes.Send("x")
	vanishes.Expect("x")
	vanishes.Reset()

	peer := vanishes.LocalAddr().String()
	s.Logs.Wait(t, 1, "connection lost", "peer", peer)
	s.Logs.Wait(t, 1, "client disconnected", "peer", peer)
	stays.Send("still here\n")
	stays.Expect("still here\n")
}

func TestClientThatNeverReads(t *testing.T) {
	s := servertest.Start(t, echo.Serve)
	stalled, other := s.Dial(t), s.Dial(t)
	stalled.Stall(strings.Repeat("x", 4096))

	other.Send("me too\n")
	other.Expect("me too\n")
}
