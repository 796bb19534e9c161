package errors_test

import (
	"bufio"
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"socketschool/server/errors"
	"socketschool/server/servertest"
)

func TestAnswers(t *testing.T) {
	long := "1" + strings.Repeat(" ", 1022)
	tests := []struct {
		name, send, want string
	}{
		{"a sum", "2 + 3\n", "5\n"},
		{"no blanks", "2+3\n", "5\n"},
		{"blanks and tabs", "  2\t+  3 \n", "5\n"},
		{"a carriage return", "2 + 3\r\n", "5\n"},
		{"a number alone", "42\n", "42\n"},
		{"from left to right", "2 + 3 * 4 - 1\n", "19\n"},
		{"below zero", "2 - 3\n", "-1\n"},
		{"a quotient is cut", "7 / 2\n", "3\n"},
		{"a quotient below zero", "0 - 7 / 2\n", "-3\n"},
		{"division by zero", "10 / 0\n", "error: line 1: division by zero\n"},
		{"zero divided", "0 / 10\n", "0\n"},
		{"the largest", "9223372036854775806 + 1\n", "9223372036854775807\n"},
		{"too large a sum", "9223372036854775807 + 1\n", "error: line 1: the result is too large\n"},
		{"too small a difference", "0 - 9223372036854775807 - 2\n", "error: line 1: the result is too large\n"},
		{"the smallest", "0 - 9223372036854775807 - 1\n", "-9223372036854775808\n"},
		{"too large a product", "4294967296 * 4294967296\n", "error: line 1: the result is too large\n"},
		{"too large a number", "1 + 9223372036854775808\n", "error: line 1: column 5: the result is too large\n"},
		{"an empty line", "\n", "error: line 1, column 1: expected a number\n"},
		{"half an expression", "2 +\n", "error: line 1, column 4: expected a number\n"},
		{"a word", "hello\n", "error: line 1, column 1: expected a number\n"},
		{"a word behind", "2 + x\n", "error: line 1, column 5: expected a number\n"},
		{"no sign", "2 3\n", "error: line 1, column 3: expected + - * or /\n"},
		{"not UTF-8", "2 \xff\n", "error: line 1, column 3: expected + - * or /\n"},
		{"another sign", "2 × 3\n", "error: line 1, column 3: expected + - * or /\n"},
		{"it goes on after a wrong line", "x\n1 / 0\n2 + 3\ny\n",
			"error: line 1, column 1: expected a number\nerror: line 2: division by zero\n5\nerror: line 4, column 1: expected a number\n"},
		{"the last line lacks its newline", "1 + 1\n2 + 2", "2\n4\n"},
		{"the longest line", long + "+\n2\n", "error: line 1, column 1025: expected a number\n2\n"},
		{"a byte too long", long + "  \n2\n", "error: line 1: longer than 1024 bytes\n2\n"},
		{"far too long", strings.Repeat(long, 100) + "\n2\n", "error: line 1: longer than 1024 bytes\n2\n"},
		{"too long at the end", strings.Repeat(long, 2), "error: line 1: longer than 1024 bytes\n"},
		{"nothing at all", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := servertest.Start(t, errors.Serve)
			c := s.Dial(t)
			c.Send(tt.send)
			c.HalfClose()
			c.Expect(tt.want)
			c.ExpectEOF()
			checkEnd(t, s, c, slog.LevelInfo, "the client has said all")
		})
	}
}

// checkEnd checks that the end of the client's connection was logged once.
func checkEnd(t *testing.T, s *servertest.Server, c *servertest.Client, level slog.Level, end string) {
	t.Helper()
	peer := c.LocalAddr().String()
	s.Logs.Wait(t, 1, "connection ended", "peer", peer, "end", end)
	s.Stop(t)
	ends := s.Logs.Find("connection ended", "peer", peer)
	if len(ends) != 1 || ends[0].Level != level {
		t.Errorf("the end was logged as %v, want one at %v", ends, level)
	}
}

func TestEnds(t *testing.T) {
	tests := []struct {
		name  string
		leave func(s *servertest.Server, c *servertest.Client)
		level slog.Level
		end   string
	}{
		{"half-close", func(_ *servertest.Server, c *servertest.Client) { c.HalfClose() }, slog.LevelInfo, "the client has said all"},
		{"close", func(_ *servertest.Server, c *servertest.Client) { c.Close() }, slog.LevelInfo, "the client has said all"},
		{"close in the middle of a line", func(_ *servertest.Server, c *servertest.Client) {
			c.Send("2 +")
			c.HalfClose()
			c.Expect("error: line 2, column 4: expected a number\n")
		}, slog.LevelInfo, "the client has said all"},
		{"reset", func(_ *servertest.Server, c *servertest.Client) { c.Reset() }, slog.LevelWarn, "the client has gone"},
		{"reset in the middle of a line", func(_ *servertest.Server, c *servertest.Client) {
			c.Send("2 +")
			c.Reset()
		}, slog.LevelWarn, "the client has gone"},
		{"stop", func(s *servertest.Server, _ *servertest.Client) { s.Stop(t) }, slog.LevelInfo, "the server stops"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := servertest.Start(t, errors.Serve)
			c, stays := s.Dial(t), s.Dial(t)
			for _, client := range []*servertest.Client{c, stays} {
				client.Send("1\n")
				client.Expect("1\n")
			}
			tt.leave(s, c)
			if tt.name != "stop" { // the other client is not touched
				stays.Send("2 * 21\n")
				stays.Expect("42\n")
			}
			checkEnd(t, s, c, tt.level, tt.end)
		})
	}
}

// TestSilence has the lesson's own patience, in made-up time: a client must have sent
// a whole line in it.
func TestSilence(t *testing.T) {
	for _, sent := range []string{"", "1\n", "1\n2 +"} {
		synctest.Test(t, func(t *testing.T) {
			ln := servertest.NewPipeListener()
			s := servertest.StartOn(t, ln, errors.Serve)
			conn := ln.Dial(t)
			started := time.Now()
			answers := bufio.NewReader(conn)
			go io.WriteString(conn, sent)
			if strings.HasPrefix(sent, "1") {
				if line, err := answers.ReadString('\n'); line != "1\n" || err != nil {
					t.Errorf("answer %q, %v", line, err)
				}
			}
			line, err := answers.ReadString('\n')
			if since := time.Since(started); line != "error: no line for 10s, goodbye\n" || err != nil || since != 10*time.Second {
				t.Errorf("after %v %q, %v", since, line, err)
			}
			if _, err := answers.ReadByte(); err != io.EOF {
				t.Errorf("then %v, want the end", err)
			}
			s.Logs.Wait(t, 1, "connection ended", "end", "the client was silent")
			s.Stop(t)
		})
	}
}

func TestWrongLinesAreLogged(t *testing.T) {
	s := servertest.Start(t, errors.Serve)
	c := s.Dial(t)
	c.Send("1 / 0\n")
	c.Expect("error: line 1: division by zero\n")
	c.Send("2 + x\n")
	c.Expect("error: line 2, column 5: expected a number\n")
	for _, r := range s.Logs.Wait(t, 2, "wrong line", "peer", c.LocalAddr().String()) {
		if r.Level != slog.LevelInfo {
			t.Errorf("a client's slip was logged as %v", r)
		}
	}
}

func TestClientThatNeverReads(t *testing.T) {
	s := servertest.Start(t, errors.Serve)
	stalled, other := s.Dial(t), s.Dial(t)
	stalled.Stall(strings.Repeat("x\n", 2000))
	other.Send("2 + 3\n")
	other.Expect("5\n")
}

// TestTalkerThatNeverReads: a client that talks and does not read is not silent, and loses
// answers.
func TestTalkerThatNeverReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ln := servertest.NewPipeListener()
		s := servertest.StartOn(t, ln, errors.Serve)
		conn := ln.Dial(t)
		io.WriteString(conn, "2 + 3\n")
		time.Sleep(10 * time.Second)
		synctest.Wait()
		end := s.Logs.Wait(t, 1, "connection ended", "end", "the client did not read")[0]
		if end.Level != slog.LevelWarn {
			t.Errorf("logged as %v", end)
		}
		if rest, err := io.ReadAll(conn); len(rest) > 0 || err != nil {
			t.Errorf("read %q, %v", rest, err)
		}
		s.Stop(t)
	})
}
