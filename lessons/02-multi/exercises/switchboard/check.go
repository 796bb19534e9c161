// Package checks has the checks of the exercise.
package checks

import (
	"strings"

	"socketschool/check"
)

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "two clients talk to each other", Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		b.Send("hello")
		a.Expect("hello")
		a.Send("hello, B\n")
		b.Expect("hello, B\n")
		b.Send("\x00\xff\xc3\r\n")
		a.Expect("\x00\xff\xc3\r\n")
	}},
	{Name: "much in both directions", Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		x, y := strings.Repeat("from a to b\n", 8000), strings.Repeat("and back\n", 9000)
		a.Send(x)
		b.Send(y)
		b.Expect(x)
		a.Expect(y)
	}},
	{Name: "what came before the partner", Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("is anybody there?")
		b := t.Connect("b")
		b.Expect("is anybody there?")
	}},
	{Name: "two pairs at a time", Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		a.Send("a to b")
		b.Expect("a to b")
		c := t.Connect("c")
		d := t.Connect("d")
		c.Send("c to d")
		d.Expect("c to d")
		d.Send("d to c")
		c.Expect("d to c")
		b.Send("b to a")
		a.Expect("b to a")
	}},
	{Name: "half-close in both directions", Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		a.Send("question")
		a.HalfClose()
		b.Expect("question")
		b.ExpectEOF()
		b.Send("answer")
		a.Expect("answer")
		b.HalfClose()
		a.ExpectEOF()
		t.ExpectConnections(0)
	}, Cause: func(f check.Failure) string {
		switch {
		case f.Step == "b expect eof":
			return "Client A has sent its last byte, and client B does not learn of it: pass the end on. Half-close the connection to B with CloseWrite after all was copied."
		case f.Step == "b send \"answer\"" || f.Step == "a expect \"answer\"":
			return "Client A has only half-closed: it still reads. One direction has ended, and the server has ended both."
		}
		return ""
	}},
	{Name: "one of them leaves", Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		a.Send("I must go")
		b.Expect("I must go")
		a.Reset()
		b.ExpectClosed()
		c := t.Connect("c")
		d := t.Connect("d")
		c.Send("next, please")
		d.Expect("next, please")
	}},
	{Name: "stops, and leaves nothing behind", Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		a.Send("a to b")
		b.Expect("a to b")
		c := t.Connect("c")
		t.Stop()
		a.ExpectClosed()
		b.ExpectClosed()
		c.ExpectClosed()
		t.ExpectGoroutines(0)
	}, Cause: func(f check.Failure) string {
		if f.Step == "c expect closed" {
			return "Client C has no partner yet, and its connection is still open: close it too when ctx has ended."
		}
		return ""
	}},
}
