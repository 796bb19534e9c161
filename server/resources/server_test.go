package resources_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"socketschool/server/resources"
	"socketschool/server/servertest"
)

const goodbye = "error: the server stops, goodbye\n"

func TestAnswers(t *testing.T) {
	const missing = "error: no such key\n"
	const needs = "error: SET needs a key and a value\n"
	const full = "error: full, the limit is 1000 bytes\n"
	const tooLong = "error: longer than 1024 bytes\n"
	x := strings.Repeat("x", 499)
	long := strings.Repeat("x", 1017) // what GET leaves of a line, and three bytes
	tests := []struct {
		name, send, want string
	}{
		{"set and get", "SET name Ada\nGET name\n", "OK\nAda\n"},
		{"a value with blanks", "SET name Ada  Lovelace \nGET name\n", "OK\nAda  Lovelace \n"},
		{"an empty value", "SET name \nGET name\n", "OK\n\n"},
		{"not UTF-8", "SET \xff \x00\xfe\nGET \xff\n", "OK\n\x00\xfe\n"},
		{"set again", "SET k one\nSET k two\nGET k\n", "OK\nOK\ntwo\n"},
		{"no such key", "GET k\nDEL k\n", missing + missing},
		{"delete", "SET k v\nDEL k\nGET k\nKEYS\n", "OK\nOK\n" + missing + "\n"},
		{"keys in order", "SET b 1\nSET a 2\nKEYS\n", "OK\nOK\na b\n"},
		{"small letters and carriage returns", "set k v\r\nget k\r\n", "OK\nv\n"},
		{"no value", "SET k\n", needs},
		{"no key", "SET\nSET  v\n", needs + needs},
		{"another command", "HELLO\n\n", strings.Repeat("error: the commands are SET, GET, DEL, KEYS and STATS\n", 2)},
		{"what it holds", "STATS\nSET k four\nSTATS\nSET k 1\nSTATS\nDEL k\nSTATS\n",
			"connections 1, goroutines 3, bytes 0\nOK\nconnections 1, goroutines 3, bytes 5\n" +
				"OK\nconnections 1, goroutines 3, bytes 2\nOK\nconnections 1, goroutines 3, bytes 0\n"},
		{"full", "SET a " + x + "\nSET b " + x[:489] + "\nSET c 123456789\nSTATS\nSET c 1234567890\nGET c\n",
			"OK\nOK\nOK\nconnections 1, goroutines 3, bytes 1000\n" + full + "123456789\n"},
		{"room again", "SET a " + x + "\nSET b " + x + "\nSET c " + x + "\nDEL a\nSET c " + x + "\nKEYS\n", "OK\nOK\n" + full + "OK\nOK\nb c\n"},
		{"a key has bytes too", "SET " + long + "\nSET " + x + " " + x + "x\nSET " + x + " " + x + "\nSTATS\n",
			needs + "OK\nOK\nconnections 1, goroutines 3, bytes 998\n"},
		{"the longest line", "GET xxx" + long + "\nKEYS\n", missing + "\n"},
		{"a byte too long", "GET xxxx" + long + "\nKEYS\n", tooLong + "\n"},
		{"far too long", strings.Repeat(long, 20) + "\nKEYS\n", tooLong + "\n"},
		{"the last line lacks its newline", "SET k v\nGET k", "OK\nv\n"},
		{"nothing at all", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := servertest.Start(t, resources.Serve)
			c := s.Dial(t)
			c.Send(tt.send)
			c.HalfClose()
			c.Expect(tt.want)
			c.ExpectEOF()
		})
	}
}

// TestGivesBack checks that the counts are as before, in whatever way clients leave.
func TestGivesBack(t *testing.T) {
	s := servertest.Start(t, resources.Serve)
	stays := s.Dial(t)
	for range 5 {
		var clients []*servertest.Client
		for range 4 {
			c := s.Dial(t)
			c.Send("SET k v\n")
			c.Expect("OK\n")
			clients = append(clients, c)
		}
		clients[0].HalfClose()
		clients[0].ExpectEOF()
		clients[1].Close()
		clients[2].Send("SET k")
		clients[2].Reset()
		clients[3].Send("SET k")
		clients[3].Close()
	}
	s.Logs.Wait(t, 20, "client disconnected")
	const want = "connections 1, goroutines 3, bytes 2\n"
	for got := ""; got != want; { // a goroutine that has logged may need a little
		stays.Send("STATS\n")
		if got = stays.Line(); !strings.HasPrefix(got, "connections 1, ") {
			t.Fatal(got)
		}
	}
}

// awaitCommand waits until the server reads the rest of a command. That a test has sent half
// of one does not say so.
func awaitCommand() {
	stacks := make([]byte, 1<<18)
	for !bytes.Contains(stacks[:runtime.Stack(stacks, true)], []byte("bufio.(*Reader).ReadSlice")) {
		runtime.Gosched()
	}
}

// TestStop has a client of each kind: one between two commands, one in the middle of a
// command, and one that is too late.
func TestStop(t *testing.T) {
	s := servertest.Start(t, resources.Serve)
	idle, busy := s.Dial(t), s.Dial(t)
	idle.Send("KEYS\n")
	idle.Expect("\n")
	busy.Send("KEYS\nSET na")
	busy.Expect("\n")
	awaitCommand()
	s.BeginStop()
	idle.Expect(goodbye)
	idle.ExpectEOF()
	for { // the listener is closed at about the same time
		conn, err := net.Dial("tcp", s.Addr)
		if err != nil {
			break
		}
		conn.Close()
	}
	busy.Send("me Ada\n")
	busy.Expect("OK\n" + goodbye)
	busy.ExpectEOF()
	s.Stop(t)
	if lost := s.Logs.Find("connection lost"); len(lost) > 0 {
		t.Errorf("stopping was logged as %v", lost)
	}
}

// TestStopWithMoreToSay has a client that has sent more commands than it gets answers for:
// its answer and the goodbye must not be lost in a reset.
func TestStopWithMoreToSay(t *testing.T) {
	s := servertest.Start(t, resources.Serve)
	idle, busy := s.Dial(t), s.Dial(t)
	busy.Send("KEYS\nSET na")
	busy.Expect("\n")
	awaitCommand()
	s.BeginStop()
	idle.Expect(goodbye)
	busy.Send("me Ada\n" + strings.Repeat("GET name\n", 2000))
	busy.Expect("OK\n")
	for busy.Line() != goodbye { // it may hear of the stop a little later than the other
	}
	busy.ExpectEOF()
}

// TestTimes has the program's own times, in made-up time: how long half a command may
// take, before a stop and after it.
func TestTimes(t *testing.T) {
	const slow = "error: no whole command in time, goodbye\n"
	tests := []struct {
		name        string
		stop, after time.Duration // stop at, 0 for never; the goodbye comes after that
		sent, want  string
	}{
		{"half a command", 0, 10 * time.Second, "SET k", slow},
		{"half a command, then a stop", 3 * time.Second, 8 * time.Second, "SET k", slow},
		{"a late stop gives the same time", 9 * time.Second, 14 * time.Second, "SET k", slow},
		{"silence has no limit", time.Hour, time.Hour, "", goodbye},
		{"nor has silence after a command", time.Hour, time.Hour, "KEYS\n", "\n" + goodbye},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ln := servertest.NewPipeListener()
				s := servertest.StartOn(t, ln, resources.Serve)
				conn := ln.Dial(t)
				started := time.Now()
				go io.WriteString(conn, tt.sent)
				if tt.stop > 0 {
					time.AfterFunc(tt.stop, s.BeginStop)
				}
				got, err := io.ReadAll(conn)
				if since := time.Since(started); string(got) != tt.want || err != nil || since != tt.after {
					t.Errorf("after %v %q, %v, want %q after %v", since, got, err, tt.want, tt.after)
				}
				s.Stop(t)
			})
		})
	}
}

// TestClientThatNeverReads has one that holds up neither the others nor the end.
func TestClientThatNeverReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ln := servertest.NewPipeListener()
		s := servertest.StartOn(t, ln, resources.Serve)
		stalled, other := ln.Dial(t), ln.Dial(t)
		go io.WriteString(stalled, "KEYS\n")
		fmt.Fprint(other, "KEYS\n")
		if line, err := bufio.NewReader(other).ReadString('\n'); line != "\n" || err != nil {
			t.Errorf("the other client got %q, %v", line, err)
		}
		other.Close()
		stopped := time.Now()
		s.Stop(t)
		if since := time.Since(stopped); since != 6*time.Second { // 5 s for the answer, 1 s for the goodbye
			t.Errorf("Serve returned after %v", since)
		}
	})
}

// TestForgottenConnection is about what the lesson says of the garbage collector: it closes
// a connection that nothing refers to, but only when it runs.
func TestForgottenConnection(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	conn, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	client := servertest.NewClient(t, conn)
	if _, err := ln.Accept(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() {
		_, err := client.Read(make([]byte, 1))
		ended <- err
	}()
	for {
		runtime.GC()
		select {
		case err := <-ended:
			if err != io.EOF {
				t.Errorf("the forgotten connection ended with %v", err)
			}
			return
		case <-time.After(10 * time.Millisecond):
		}
	}
}
