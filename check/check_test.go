package check_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"socketschool/check"
	"socketschool/check/internal/faulty"
	"socketschool/lab"
	"socketschool/lab/event"
)

// pieces sends a letter in two pieces, and expects it as a capital.
func pieces(t *check.T) {
	a := t.Connect("a")
	a.Send("h\xc3")
	a.Send("\xa9\n")
	a.Expect("HÉ\n")
	a.HalfClose()
	a.ExpectEOF()
	t.Stop()
	t.ExpectGoroutines(0)
}

// echo expects that two clients have back what they send.
func echo(t *check.T) {
	a := t.Connect("a")
	b := t.Connect("b")
	b.Send("hello\n")
	b.Expect("hello\n")
	a.Send("x")
	a.Expect("x")
	a.Close()
	b.Close()
	t.Stop()
	t.ExpectGoroutines(0)
}

// hello sends a line, which a server that has closed resets.
func hello(t *check.T) {
	a := t.Connect("a")
	a.Send("hello\n")
	a.Expect("HELLO\n")
}

// stop stops a server that has a client.
func stop(t *check.T) {
	a := t.Connect("a")
	a.Send("x")
	a.Expect("x")
	t.Stop()
}

// stopUnread stops a server whose client does not read.
func stopUnread(t *check.T) {
	a := t.Connect("a")
	a.Pause()
	a.Send(strings.Repeat("x", 2<<20))
	t.Stop()
}

// stall sends much while one client does not read.
func stall(t *check.T) {
	a := t.Connect("a")
	b := t.Connect("b")
	c := t.Connect("c")
	b.Pause()
	a.Send(strings.Repeat("x", 2<<20) + "end")
	c.ExpectContaining("end")
}

// three begins a conversation, breaks the rules with a second client, and asks for a
// third one's answer.
func three(t *check.T) {
	a := t.Connect("a")
	a.Send("a")
	b := t.Connect("b")
	b.Send("!")
	b.ExpectClosed()
	c := t.Connect("c")
	c.Send("c")
	c.Expect("c")
}

// pass sends a line to a client that has just come.
func pass(t *check.T) {
	a := t.Connect("a")
	b := t.Connect("b")
	a.Send("to b\n")
	b.Expect("to b\n")
}

// late expects nothing for so long, and begins late.
func late(d time.Duration) func(*check.T) {
	return func(t *check.T) {
		a := t.Connect("a")
		t.Wait(300 * time.Millisecond)
		a.ExpectNothing(d)
		a.ExpectContaining("patience")
	}
}

// enter connects a client after the server is to stop.
func enter(t *check.T) {
	t.Connect("a")
	t.BeginStop()
	t.ExpectNoEntry("b")
}

type outcome struct {
	name    string
	serve   faulty.Serve
	run     func(*check.T)
	outcome check.Outcome
	step    string // the last one
	cause   string // in it
	line    string // in the source line that it is about; "" where none is asked for
	virtual bool   // runs in a bubble of synctest as well
}

var outcomes = []outcome{
	{"right", faulty.Upper, pieces, check.Passed, "no more than 0 goroutines left", "", "", true},
	{"broken character", faulty.ByteUpper, pieces, check.Failed, `a expect "HÉ\n"`, "A character is broken: half of it was turned into text at faulty.go:", "ToUpper(string(buf[:n]))", true},
	{"no line end", faulty.NoLineEnd, pieces, check.Failed, `a expect "HÉ\n"`, "The end of the line is missing", "lines.Text()", true},
	{"silent", faulty.Silent, pieces, check.Failed, `a expect "HÉ\n"`, "The server has read 4 bytes and not answered. It waits in Read at faulty.go:", "io.Discard", true},
	{"unchanged", faulty.Unchanged, pieces, check.Failed, `a expect "HÉ\n"`, "It came back as it was sent", "io.Copy(conn, conn)", true},
	{"one at a time", faulty.OneAtATime, echo, check.Failed, `b expect "hello\n"`, "has not accepted client B: it waits in Read for client A at faulty.go:", "io.Copy(conn, conn)", true},
	{"leaves its loop", faulty.LeavesLoop, three, check.Failed, `c expect "c"`, "The server accepts no clients any more: LeavesLoop has left its loop, and waits at faulty.go:", "", true},
	{"never listens", faulty.NeverListens, echo, check.Hung, "connect a", "Serve has not called Accept", "<-ctx.Done()", true},
	{"panics", faulty.Panics, echo, check.Crashed, "", "slice bounds out of range", "none[:1]", true},
	{"returns", faulty.Returns, echo, check.Crashed, "", "Serve has returned an error after", "", true},
	{"loops", faulty.Loops, hello, check.Hung, `a expect "HELLO\n"`, "a loop at faulty.go:", "for n := 0", false},
	{"floods", faulty.Floods, hello, check.Failed, "", "at faulty.go:", "WriteString", false},
	{"closes unread", faulty.ClosesUnread, hello, check.Failed, `a expect "HELLO\n"`, "The system then sends a reset", "}()", true},
	{"leaks", faulty.Leaks, echo, check.Failed, "no more than 0 goroutines left", "Goroutines are left over. Leaks.func1.1 waits in chan receive at faulty.go:", "<-never", false},
	{"leaks twice", faulty.LeaksTwice, echo, check.Failed, "no more than 0 goroutines left", ". LeaksTwice.func1.2 waits in chan send at faulty.go:", "<-never", false},
	{"stalls", faulty.Stalls, stall, check.Failed, `c expect-containing "end"`, "for client B, which does not read. One slow client holds up all others", "to.Write(buf[:n])", true},
	{"locks twice", faulty.LocksTwice, func(t *check.T) { t.Connect("a").ExpectContaining("end") }, check.Failed, "", "Goroutines wait for a lock at faulty.go:", "mu.Lock()", false},
	{"passes nothing on", faulty.Silent, func(t *check.T) { a, b := t.Connect("a"), t.Connect("b"); a.Send("x\n"); b.Expect("x\n") }, check.Failed, "", "The server sent client B nothing. It has read what client A sent", "io.Discard", true},
	{"whole buffer", faulty.WholeBuffer, func(t *check.T) { a := t.Connect("a"); a.Send("x"); a.Expect("xy") }, check.Failed, "", "Zero bytes came that no client has sent at faulty.go:", "conn.Write(buf)", true},
	{"never closes", faulty.NeverCloses, func(t *check.T) { a := t.Connect("a"); a.HalfClose(); a.ExpectEOF() }, check.Failed, "a expect eof", "and no goroutine serves the connection any more", "io.Copy(conn, conn)", true},
	{"accepts for ever", faulty.AcceptsForEver, stop, check.Hung, "stop the server", "Accept knows nothing of a context", "ln.Accept()", true},
	{"waits for clients", faulty.WaitsForClients, stop, check.Hung, "stop the server", "The listener is closed, and connections are still open: a handler waits in Read at faulty.go:", "io.Copy(conn, conn)", true},
	{"waits for readers", faulty.WaitsForClients, stopUnread, check.Hung, "stop the server", "waits for ever in Write for a client that does not read at faulty.go:", "io.Copy(conn, conn)", true},
	{"joins late", faulty.JoinsLate, pass, check.Passed, "", "", "", false},
	{"patient", faulty.LosesPatience, late(400 * time.Millisecond), check.Passed, "", "", "", true},
	{"impatient", faulty.LosesPatience, late(5 * time.Second), check.Failed, "a expect nothing 5s", "more than it should", "WriteString", true},
	{"lets nobody in", faulty.Unchanged, enter, check.Passed, "", "", "", true},
	{"lets somebody in", faulty.AcceptsForEver, enter, check.Failed, "b does not get in", "has accepted client B", "ln.Accept()", true},
	{"runs", faulty.WaitsForClients, func(t *check.T) { t.Connect("a"); t.BeginStop(); t.ExpectRunning() }, check.Passed, "", "", "", true},
	{"returns early", faulty.NeverCloses, func(t *check.T) { t.Connect("a"); t.BeginStop(); t.ExpectRunning() }, check.Failed, "the server runs", "it waits for its goroutines first", "", true},
	{"logs once", faulty.ByteUpper, func(t *check.T) { t.Connect("a").Send("x"); t.ExpectLogs(1, "data=x"); t.ExpectLogs(0, "data=y") }, check.Passed, "the log has no record with \"data=y\"", "", "", true},
	{"logs what it should not", faulty.ByteUpper, func(t *check.T) { t.Connect("a").Send("x"); t.ExpectLogs(0, "data=x") }, check.Failed, "", "It should have no record.", "", true},
	{"logs too little", faulty.ByteUpper, func(t *check.T) { t.Connect("a").Send("x"); t.ExpectLogs(2, "data=") }, check.Failed, "the log has 2 records with \"data=\"", "It should have 2 records.", "", true},
	{"deaf", faulty.Deaf, func(t *check.T) { t.Connect("a"); t.Stop() }, check.Hung, "stop the server", "Serve goes on", "select {}", false},
}

func TestOutcomes(t *testing.T) {
	for _, c := range outcomes {
		t.Run(c.name, func(t *testing.T) {
			t.Run("tcp", func(t *testing.T) { expect(t, c, run(c.serve, c.run, check.TCP{})) })
			if !c.virtual {
				return
			}
			t.Run("memory", func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					expect(t, c, run(c.serve, c.run, check.Memory{}))
				})
			})
		})
	}
}

func run(serve faulty.Serve, do func(*check.T), network check.Network) check.Result {
	return check.Run(context.Background(), check.Config{
		Program: lab.Program{Slug: "faulty", Serve: serve},
		Checks:  []check.Check{{Name: "it", Run: do}},
		Network: network,
	})[0]
}

func expect(t *testing.T, want outcome, got check.Result) {
	t.Helper()
	last := got.Steps[len(got.Steps)-1]
	if got.Outcome != want.outcome || want.step != "" && last.Text != want.step || !strings.Contains(got.Cause, want.cause) {
		t.Errorf("outcome %s at %q (%s): %s\nwant %s at %q: %s", got.Outcome, last.Text, last.Why, got.Cause, want.outcome, want.step, want.cause)
	}
	if line := sourceLine(t, got.Source); !strings.Contains(line, want.line) {
		t.Errorf("the cause is about the line %q, want one with %q", line, want.line)
	}
	t.Log(transcript(got))
}

func sourceLine(t *testing.T, s *event.Source) string {
	if s == nil {
		return ""
	}
	text, err := os.ReadFile("internal/faulty/" + s.File)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(text), "\n")[s.Line-1]
}

func transcript(r check.Result) string {
	var b strings.Builder
	for _, s := range r.Steps {
		fmt.Fprintf(&b, "\n  %s %s", map[check.StepState]string{check.StepPassed: "✓", check.StepFailed: "✗"}[s.State], s.Text)
		for _, e := range s.Events {
			fmt.Fprintf(&b, "\n      %s %s %s", e.Client, e.Kind, e.Text)
		}
		if s.Why != "" {
			b.WriteString("\n    " + s.Why)
		}
	}
	return b.String() + "\n  cause: " + r.Cause
}
