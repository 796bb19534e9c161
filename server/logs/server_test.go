package logs_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"socketschool/server/logs"
	"socketschool/server/servertest"
)

// answer reads a line and returns the number of its request, and what is behind it.
func answer(t *testing.T, c *servertest.Client) (number int, text string) {
	t.Helper()
	first, text, _ := strings.Cut(strings.TrimSuffix(c.Line(), "\n"), " ")
	number, err := strconv.Atoi(first)
	if err != nil {
		t.Fatalf("the answer %q %q has no number", first, text)
	}
	return number, text
}

// say sends a line and returns the number of its request. The answer must be want.
func say(t *testing.T, c *servertest.Client, line, want string) int {
	t.Helper()
	c.Send(line + "\n")
	number, text := answer(t, c)
	if text != want {
		t.Fatalf("%.40q was answered with %q, want %q", line, text, want)
	}
	return number
}

func TestAnswers(t *testing.T) {
	const long = "error: longer than 1024 bytes"
	tests := []struct {
		name, send string
		want       []string
		bytes      int // of the last request
	}{
		{"a line", "hello\n", []string{"hello"}, 6},
		{"lines at once", "one\ntwo\r\nthree\n", []string{"one", "two", "three"}, 6},
		{"without a newline", "one\ntwo", []string{"one", "two"}, 3},
		{"an empty line", "\n", []string{""}, 1},
		{"any bytes", "\x00\xff h\xc3\n", []string{"\x00\xff h\xc3"}, 6},
		{"the longest", strings.Repeat("x", 1024) + "\n", []string{strings.Repeat("x", 1024)}, 1025},
		{"the longest at the end", strings.Repeat("x", 1024), []string{strings.Repeat("x", 1024)}, 1024},
		{"a byte longer", strings.Repeat("x", 1025) + "\n", []string{long}, 1026},
		{"a byte longer at the end", strings.Repeat("x", 1025), []string{long}, 1025},
		{"much longer, then another", strings.Repeat("x", 100_000) + "\nhi\n", []string{long, "hi"}, 3},
		{"no level", "LEVEL loud\n", []string{"error: the levels are debug, info and warn"}, 11},
		{"not a level to choose", "LEVEL error\n", []string{"error: the levels are debug, info and warn"}, 12},
		{"no command", "LEVEL\nlevel debug\n", []string{"LEVEL", "level debug"}, 12},
		{"nothing at all", "", nil, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := servertest.Start(t, logs.Serve)
			c := s.Dial(t)
			c.Send(tt.send)
			c.HalfClose()
			for i, want := range tt.want {
				if number, text := answer(t, c); text != want || number != i+1 {
					t.Errorf("answer %d %q, want %d %q", number, text, i+1, want)
				}
			}
			c.ExpectEOF()
			s.Logs.Wait(t, 1, "client disconnected", "peer", c.LocalAddr().String(), "requests", len(tt.want), "bytes", len(tt.send))
			if len(tt.want) > 0 {
				s.Logs.Wait(t, 1, "request", "request", len(tt.want), "bytes", tt.bytes)
			}
		})
	}
}

// TestCorrelation: the number in an answer finds all records of that request, and
// these have its client.
func TestCorrelation(t *testing.T) {
	s := servertest.Start(t, logs.Serve)
	a, b := s.Dial(t), s.Dial(t)
	say(t, a, "LEVEL debug", "level is DEBUG")
	for i := range 20 {
		c, line := a, fmt.Sprint("from a ", i)
		if i%2 == 1 {
			c, line = b, fmt.Sprint("from b ", i)
		}
		number, peer := say(t, c, line, line), c.LocalAddr().String()
		s.Logs.Wait(t, 1, "received", "request", number, "peer", peer, "data", line)
		s.Logs.Wait(t, 1, "request", "request", number, "peer", peer, "bytes", len(line)+1)
	}
}

func TestLevel(t *testing.T) {
	s := servertest.Start(t, logs.Serve)
	a, b := s.Dial(t), s.Dial(t)
	say(t, a, "before", "before")
	say(t, b, "LEVEL debug", "level is DEBUG")
	during := say(t, a, "during", "during")
	say(t, b, "LEVEL warn", "level is WARN")
	say(t, a, "after", "after")
	say(t, a, strings.Repeat("x", 1025), "error: longer than 1024 bytes")
	say(t, a, "LEVEL info", "level is INFO")
	number := say(t, a, "again", "again")
	s.Logs.Wait(t, 1, "request", "request", number)

	received := s.Logs.Find("received", "peer", a.LocalAddr().String())
	if len(received) != 1 || received[0].Attrs["request"] != int64(during) || received[0].Attrs["data"] != "during" {
		t.Errorf("the bytes of A were logged as %v", received)
	}
	var levels []slog.Level
	for _, r := range s.Logs.Find("request", "peer", a.LocalAddr().String()) {
		levels = append(levels, r.Level)
	}
	// LEVEL info is answered while the level is already INFO.
	want := []slog.Level{slog.LevelInfo, slog.LevelInfo, slog.LevelWarn, slog.LevelInfo, slog.LevelInfo}
	if fmt.Sprint(levels) != fmt.Sprint(want) {
		t.Errorf("requests of A were logged at %v, want %v", levels, want)
	}
	if changes := s.Logs.Find("level changed"); len(changes) != 3 || changes[0].Level != slog.LevelWarn {
		t.Errorf("the level's changes were logged as %v", changes)
	}
}

// TestLevelOfTheHandlerBehind: a logger that stands at INFO, as most do, writes DEBUG
// records once they are asked for, and not before.
func TestLevelOfTheHandlerBehind(t *testing.T) {
	var written strings.Builder
	log := slog.New(slog.NewTextHandler(&written, nil))
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- logs.Serve(ctx, ln, log) }()
	conn, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	c := servertest.NewClient(t, conn)
	say(t, c, "before", "before")
	say(t, c, "LEVEL debug", "level is DEBUG")
	say(t, c, "during", "during")
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if text := written.String(); !strings.Contains(text, "data=during") || strings.Contains(text, "data=before") {
		t.Errorf("the log is\n%s", text)
	}
}

// TestWaiting: at DEBUG the record has the bytes that have come behind the line.
func TestWaiting(t *testing.T) {
	s := servertest.Start(t, logs.Serve)
	c := s.Dial(t)
	c.Send("LEVEL debug\none\ntwo\nthree\n")
	for i, waiting := range []int{10, 6, 0} {
		s.Logs.Wait(t, 1, "received", "request", i+2, "waiting", waiting)
	}
}

// TestFlood: of a flood few requests are logged, the records count the others, and
// another client's request is logged.
func TestFlood(t *testing.T) {
	const flood = 2000
	s := servertest.Start(t, logs.Serve)
	a, b := s.Dial(t), s.Dial(t)
	began := time.Now()
	go io.WriteString(a, strings.Repeat("x\n", flood))
	for range flood {
		a.Line()
	}
	number := say(t, b, "and me?", "and me?")
	s.Logs.Wait(t, 1, "request", "request", number)
	a.HalfClose()
	a.ExpectEOF()
	end := s.Logs.Wait(t, 1, "client disconnected", "peer", a.LocalAddr().String(), "requests", flood)[0]

	records := s.Logs.Find("request", "peer", a.LocalAddr().String(), "bytes", 2)
	sum := len(records)
	for _, r := range append(records, end) {
		if n, ok := r.Attrs["left_out"].(int64); ok {
			sum += int(n)
		}
	}
	if sum != flood {
		t.Errorf("the log speaks of %d requests, want %d", sum, flood)
	}
	// 10 in each second that has begun, of either level: a busy machine can be slow.
	if most := 20 * (int(time.Since(began)/time.Second) + 1); len(records) > most {
		t.Errorf("%d requests of a flood were logged, want %d at most", len(records), most)
	}
}

// TestLevelFlood: as many changes of the level as a client may make in a second are in
// the log, and no more are made. What is no change is no record.
func TestLevelFlood(t *testing.T) {
	const flood = 500
	s := servertest.Start(t, logs.Serve)
	a, b := s.Dial(t), s.Dial(t)
	began := time.Now()
	go io.WriteString(a, strings.Repeat("LEVEL warn\nLEVEL info\n", flood)+strings.Repeat("LEVEL warn\n", flood))
	refused, last := 0, ""
	for range 3 * flood {
		_, text := answer(t, a)
		if text == "error: more than 10 changes of the level in a second" {
			refused++
		} else {
			last = text
		}
	}
	say(t, b, "LEVEL debug", "level is DEBUG")
	changes := s.Logs.Wait(t, 1, "level changed", "peer", b.LocalAddr().String())
	if from := "level is " + fmt.Sprint(changes[0].Attrs["from"]); from != last {
		t.Errorf("the flood ended with %q, and %q was in force", last, from)
	}
	changes = s.Logs.Find("level changed", "peer", a.LocalAddr().String())
	most := 10 * (int(time.Since(began)/time.Second) + 1)
	if len(changes) < 10 || len(changes) > most || refused == 0 {
		t.Errorf("%d changes were logged, want 10 to %d, and %d refused", len(changes), most, refused)
	}
}

// TestNoSecretInTheLog: what a client sends is not in the log at INFO, not even if it
// stands where a level is expected.
func TestNoSecretInTheLog(t *testing.T) {
	s := servertest.Start(t, logs.Serve)
	c := s.Dial(t)
	say(t, c, "LEVEL sesame", "error: the levels are debug, info and warn")
	s.Logs.Wait(t, 1, "request", "request", 1)
	if text := fmt.Sprint(s.Logs.All()); strings.Contains(text, "sesame") {
		t.Errorf("the log is %s", text)
	}
}

// TestFloodInTime has the lesson's second, in made-up time.
func TestFloodInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ln := servertest.NewPipeListener()
		s := servertest.StartOn(t, ln, logs.Serve)
		conn := ln.Dial(t)
		answers := bufio.NewReader(conn)
		send := func(times int, line string) {
			for range times {
				if _, err := io.WriteString(conn, line+"\n"); err != nil {
					t.Error(err)
				}
				if _, err := answers.ReadString('\n'); err != nil {
					t.Error(err)
				}
			}
			synctest.Wait() // until the record is written
		}
		logged := func(want int, attrs ...any) {
			t.Helper()
			if records := s.Logs.Find("request", attrs...); len(records) != want {
				t.Errorf("%d records with %v, want %d", len(records), attrs, want)
			}
		}
		send(25, "ordinary")
		logged(10)
		send(15, strings.Repeat("x", 2000)) // a flood of warnings is another, with its own count
		logged(20)
		time.Sleep(999 * time.Millisecond)
		send(1, "ordinary")
		logged(20)
		time.Sleep(time.Millisecond)
		send(2, "ordinary")
		logged(22)
		logged(1, "left_out", 16)
		send(1, "LEVEL debug")
		send(30, "all")
		send(1, "LEVEL info")
		logged(22+1+30+1, "duration", time.Duration(0))
		conn.Close()
		s.Logs.Wait(t, 1, "client disconnected", "requests", 25+15+1+2+32, "left_out", 5)
		s.Stop(t)
	})
}

// TestDuration: it begins when the line is whole, and ends when the answer is sent.
func TestDuration(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ln := servertest.NewPipeListener()
		s := servertest.StartOn(t, ln, logs.Serve)
		conn := ln.Dial(t)
		answers := bufio.NewReader(conn)
		io.WriteString(conn, "hel")
		time.Sleep(3 * time.Second) // the client types
		io.WriteString(conn, "lo\n")
		answers.ReadString('\n')
		if r := s.Logs.Wait(t, 1, "request", "request", 1, "duration", time.Duration(0))[0]; r.Level != slog.LevelInfo {
			t.Errorf("a client that types slowly was logged as %v", r)
		}
		io.WriteString(conn, "again\n")
		time.Sleep(300 * time.Millisecond) // the client does not read
		answers.ReadString('\n')
		if r := s.Logs.Wait(t, 1, "request", "request", 2, "duration", 300*time.Millisecond)[0]; r.Level != slog.LevelWarn {
			t.Errorf("a client that does not read was logged as %v", r)
		}
		s.Stop(t)
	})
}

func TestEnds(t *testing.T) {
	tests := []struct {
		name  string
		leave func(s *servertest.Server, c *servertest.Client)
		level slog.Level
	}{
		{"half-close", func(_ *servertest.Server, c *servertest.Client) { c.HalfClose() }, slog.LevelInfo},
		{"reset", func(_ *servertest.Server, c *servertest.Client) { c.Reset() }, slog.LevelWarn},
		{"reset in a line that is too long", func(s *servertest.Server, c *servertest.Client) {
			c.Send(strings.Repeat("x", 5000))
			c.Reset()
		}, slog.LevelWarn},
		{"stop", func(s *servertest.Server, _ *servertest.Client) { s.Stop(t) }, slog.LevelInfo},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := servertest.Start(t, logs.Serve)
			c := s.Dial(t)
			say(t, c, "hello", "hello")
			tt.leave(s, c)
			s.Logs.Wait(t, 1, "client disconnected", "peer", c.LocalAddr().String())
			s.Stop(t)
			ends := s.Logs.Find("client disconnected")
			if len(ends) != 1 || ends[0].Level != tt.level || (ends[0].Attrs["error"] != nil) != (tt.level == slog.LevelWarn) {
				t.Errorf("the end was logged as %v, want one at %v", ends, tt.level)
			}
		})
	}
}

func TestClientThatNeverReads(t *testing.T) {
	s := servertest.Start(t, logs.Serve)
	stalled, other := s.Dial(t), s.Dial(t)
	stalled.Stall(strings.Repeat("x\n", 2000))
	say(t, other, "hello", "hello")
}
