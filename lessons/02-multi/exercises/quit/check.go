// Package checks has the checks of the exercise.
package checks

import (
	"fmt"
	"strings"

	"socketschool/check"
)

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "says Bye and closes", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("hello\n")
		a.Expect("Echo: hello\n")
		a.Send("quit\n")
		a.Expect("Bye\n")
		a.ExpectEOF()
		t.ExpectConnections(0)
	}},
	{Name: "quit is a whole line", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("quite good\n")
		a.Expect("Echo: quite good\n")
		a.Send("I do not quit\n")
		a.Expect("Echo: I do not quit\n")
		a.Send("\n")
		a.Expect("Echo: \n")
		a.Send(" quit\n")
		a.Expect("Echo:  quit\n")
		a.Send("QUIT\n")
		a.Expect("Echo: QUIT\n")
		a.Send("qu")
		a.Send("it\r\n")
		a.Expect("Bye\n")
		a.ExpectEOF()
	}},
	{Name: "nothing after Bye", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("one\nquit\ntwo\n")
		a.Expect("Echo: one\nBye\n")
		a.ExpectNoMore() // by a reset where the last line is unread
	}},
	{Name: "the others stay", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		b.Send("I stay\n")
		b.Expect("Echo: I stay\n")
		a.Send("quit\n")
		a.Expect("Bye\n")
		a.ExpectEOF()
		b.Send("still here\n")
		b.Expect("Echo: still here\n")
		c := t.Connect("c")
		c.Send("me too")
		c.HalfClose()
		c.Expect("Echo: me too\n")
		c.ExpectEOF()
	}},
}

func cause(f check.Failure) string {
	got, want := string(f.Received), string(f.Expected)
	switch {
	case strings.HasPrefix(want, "Bye") && got == "Echo: quit\n":
		return "The line quit was answered like any other. Is its line end still there when you compare it?"
	case strings.HasPrefix(want, "Echo: ") && strings.HasPrefix(got, "Bye"):
		return fmt.Sprintf("The line %q was taken for quit: compare the whole line, as it is.", strings.TrimRight(want[len("Echo: "):], "\n"))
	case strings.HasPrefix(want, "Bye") && got == "" && f.Ended != "":
		return "The connection was closed without a word: send Bye first."
	case f.Expected == nil && strings.HasPrefix(got, "Echo: "):
		return "A line was answered after Bye. It had come together with quit: end the loop at once, and leave it unanswered."
	}
	return ""
}
