// Package checks has the checks of the exercise.
package checks

import (
	"socketschool/check"
	"socketschool/check/secure"
)

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "a line is answered", Run: func(t *check.T) {
		a := secure.Connect(t, "a")
		a.Send("hello\n")
		a.Expect("SECURE: hello\n")
		a.Send("again\n")
		a.Expect("SECURE: again\n")
	}},
	{Name: "a line in two pieces", Run: func(t *check.T) {
		a := secure.Connect(t, "a")
		a.Send("one\ntw")
		a.Expect("SECURE: one\n")
		a.Send("o\n")
		a.Expect("SECURE: two\n")
	}, Cause: func(f check.Failure) string {
		if f.Step == `a expect "SECURE: two\n"` && len(f.Received) > 0 {
			return "A line came in two pieces, and each piece was answered: what one Read brings is not a line. Collect bytes until \\n."
		}
		return ""
	}},
	{Name: "the last line may have no end", Run: func(t *check.T) {
		a := secure.Connect(t, "a")
		a.Send("one\ntwo")
		a.HalfClose()
		a.Expect("SECURE: one\nSECURE: two\n")
		a.ExpectEOF()
	}, Cause: func(f check.Failure) string {
		if string(f.Received) == "SECURE: one\n" {
			return "Client A’s last line was not answered: it has no \\n. A reader of lines returns it together with io.EOF: answer what has come before you look at the error."
		}
		return ""
	}},
	{Name: "nobody waits for another", Run: func(t *check.T) {
		t.ConnectPlain("a")
		b := secure.Connect(t, "b")
		b.Send("half a li")
		c := secure.Connect(t, "c")
		c.Send("me\n")
		c.Expect("SECURE: me\n")
		b.Send("ne\n")
		b.Expect("SECURE: half a line\n")
	}},
	{Name: "it ends when it is told to", Run: func(t *check.T) {
		t.ConnectPlain("a")
		b := secure.Connect(t, "b")
		b.Send("hello\n")
		b.Expect("SECURE: hello\n")
		t.Stop()
		b.ExpectClosed()
		t.ExpectGoroutines(0)
	}},
}
