// Package checks has the checks of the exercise.
package checks

import (
	"strings"

	"socketschool/check"
)

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "sends a line back", Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("hello\n")
		a.Expect("hello\n")
		a.Send("again\n")
		a.Expect("again\n")
	}},
	{Name: "two clients at a time", Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		b.Send("b is not alone\n")
		b.Expect("b is not alone\n")
		a.Send("a\n")
		a.Expect("a\n")
	}},
	{Name: "every byte as it came", Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("no line")
		a.Expect("no line")
		a.Send("\x00\xff\xc3\r\n")
		a.Expect("\x00\xff\xc3\r\n")
	}},
	{Name: "all comes back after a half-close", Run: func(t *check.T) {
		a := t.Connect("a")
		many := strings.Repeat("0123456789abcdef", 4000)
		a.Send(many)
		a.HalfClose()
		a.Expect(many)
		a.ExpectEOF()
		t.ExpectConnections(0)
	}},
	{Name: "goes on after a reset", Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		a.Send("a\n")
		a.Expect("a\n")
		a.Reset()
		b.Send("still there?\n")
		b.Expect("still there?\n")
		t.ExpectConnections(1)
	}},
	{Name: "stops, and leaves nothing behind", Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		b.Send("hello\n")
		b.Expect("hello\n")
		t.Stop()
		a.ExpectClosed()
		b.ExpectClosed()
		t.ExpectGoroutines(0)
	}},
}
