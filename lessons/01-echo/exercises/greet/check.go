// Package checks has the checks of the exercise.
package checks

import (
	"time"

	"socketschool/check"
)

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "greets before the client has sent anything", Run: func(t *check.T) {
		a := t.Connect("a")
		a.Expect("Hello\n")
		a.ExpectNothing(200 * time.Millisecond)
	}},
	{Name: "greets once, then echoes", Run: func(t *check.T) {
		a := t.Connect("a")
		a.Expect("Hello\n")
		a.Send("how are you?\n")
		a.Expect("how are you?\n")
		a.Send("fine\x00\xff")
		a.Expect("fine\x00\xff")
		a.HalfClose()
		a.ExpectEOF()
	}},
	{Name: "greets every client", Run: func(t *check.T) {
		a := t.Connect("a")
		a.Expect("Hello\n")
		b := t.Connect("b")
		b.Expect("Hello\n")
		b.Send("b\n")
		b.Expect("b\n")
		a.Send("a\n")
		a.Expect("a\n")
	}},
}
