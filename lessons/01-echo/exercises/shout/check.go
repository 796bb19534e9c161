// Package checks has the checks of the exercise.
package checks

import (
	"strings"

	"socketschool/check"
)

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "answers in capital letters", Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("hello\n")
		a.Expect("HELLO\n")
		a.Send("Already LOUD, 42!\n")
		a.Expect("ALREADY LOUD, 42!\n")
		a.Send("  as in Windows\r\n\n")
		a.Expect("  AS IN WINDOWS\r\n\n")
	}},
	{Name: "a letter in two pieces", Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("h\xc3")
		a.Send("\xa9\n")
		a.Expect("HÉ\n")
	}},
	{Name: "a long line", Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send(strings.Repeat("é", 5000) + "\n")
		a.Expect(strings.Repeat("É", 5000) + "\n")
	}},
	{Name: "what is left after a half-close", Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("the last words")
		a.HalfClose()
		a.Expect("THE LAST WORDS")
		a.ExpectEOF()
	}},
	{Name: "two clients at a time", Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		a.Send("one\xc3")
		b.Send("two\n")
		b.Expect("TWO\n")
		a.Send("\xa9\n")
		a.Expect("ONEÉ\n")
	}},
}
