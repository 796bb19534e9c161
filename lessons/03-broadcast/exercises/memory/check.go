// Package checks has the checks of the exercise.
package checks

import (
	"fmt"
	"strings"
	"time"

	"socketschool/check"
)

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "each line goes to everybody", Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		a.Send("hello\n")
		a.Expect("hello\n")
		b.Expect("hello\n")
		b.Send("in pie")
		a.Send("whole\n")
		b.Expect("whole\n")
		b.Send("ces\n")
		a.Expect("whole\nin pieces\n")
		b.Expect("in pieces\n")
	}},
	{Name: "who comes late gets what was sent", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("one\n")
		a.Expect("one\n")
		a.Send("two\n")
		a.Expect("two\n")
		b := t.Connect("b")
		b.Expect("one\ntwo\n")
		b.Send("three\n")
		a.Expect("three\n")
		b.Expect("three\n")
		c := t.Connect("c")
		c.Expect("one\ntwo\nthree\n")
	}},
	{Name: "the last five lines", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("1\n2\n3\n4\n5\n6\n7\n")
		a.Expect("1\n2\n3\n4\n5\n6\n7\n")
		b := t.Connect("b")
		b.Expect("3\n4\n5\n6\n7\n")
		b.ExpectNothing(100 * time.Millisecond)
		a.Close()
		t.ExpectConnections(1)
		c := t.Connect("c")
		c.Expect("3\n4\n5\n6\n7\n")
	}},
	{Name: "one leaves", Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		c := t.Connect("c")
		b.Reset()
		t.ExpectConnections(2)
		a.Send("hello\n")
		c.Expect("hello\n")
		a.Expect("hello\n")
		c.Send("still here\n")
		a.Expect("still here\n")
		c.Expect("still here\n")
	}},
	{Name: "stops, and leaves nothing behind", Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		a.Send("hello\n")
		a.Expect("hello\n")
		b.Expect("hello\n")
		t.Stop()
		a.ExpectClosed()
		b.ExpectClosed()
		t.ExpectGoroutines(0)
	}},
}

func cause(f check.Failure) string {
	got := string(f.Received)
	switch {
	case strings.HasPrefix(got, "two\ntwo\n"):
		return "A line that was kept has changed into a later one. The bytes of ReadSlice and Scanner.Bytes are valid until the next read only: keep a copy."
	case strings.HasPrefix(got, "two\none\n"), strings.HasPrefix(got, "7\n6\n"):
		return "The lines come in the wrong order: the oldest first."
	case strings.HasPrefix(got, "1\n2\n3\n"):
		return "All lines were kept. A room that runs for a year would keep a year: when a sixth line comes, the oldest goes."
	case strings.HasPrefix(got, "1\n2\n"), strings.HasPrefix(got, "2\n3\n"), strings.HasPrefix(got, "4\n5\n"):
		return "These are not the last five lines."
	case got == "two\n":
		return "Only the last line was kept."
	case f.Client != "a" && f.Ended == "" && got == "":
		return fmt.Sprintf("Client %s came late, and the server has sent it nothing of what was sent before.", strings.ToUpper(f.Client))
	}
	return ""
}
