// Package checks has the checks of the exercise.
package checks

import (
	"strings"
	"time"

	"socketschool/check"
)

// lineTime is how long a line may take, as the task says.
const lineTime = time.Second

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "lines come back", Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("one\n")
		a.Expect("one\n")
		a.Send("two\nthree\n")
		a.Expect("two\nthree\n")
		a.Send("fo")
		a.Send("ur\n")
		a.Expect("four\n")
	}},
	{Name: "a byte now and then is too slow", Run: func(t *check.T) {
		a := t.Connect("a")
		a.SendEach(lineTime*3/10, "slowloris\n")
		a.ExpectWithin("Too slow\n", 2*lineTime)
		a.ExpectClosed() // by a reset where a byte came at the very end
	}, Cause: func(f check.Failure) string {
		switch {
		case strings.HasPrefix(string(f.Received), "s"):
			return "Client A took three seconds for a line, and got it back: each byte begins a new second, so that a byte now and then keeps it alive."
		case f.Ended != "" && len(f.Received) == 0:
			return "Client A was closed without a word: it cannot know why."
		}
		return ""
	}},
	{Name: "half a line is too slow", Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("one\nhalf a li")
		a.Expect("one\n")
		a.ExpectWithin("Too slow\n", 3*lineTime)
		a.ExpectEOF()
	}, Cause: func(f check.Failure) string {
		if f.Step == `a expect "Too slow\n" within 3s` && len(f.Received) == 0 && f.Ended == "" {
			return "The beginning of the second line came together with the first line, and no deadline holds for it. The time begins with a line’s first byte, even if that has come before you read it."
		}
		return ""
	}},
	{Name: "each line has its own second", Run: func(t *check.T) {
		a := t.Connect("a")
		for range 3 {
			a.Send("ab")
			t.Wait(lineTime * 2 / 5)
			a.Send("c\n")
			a.Expect("abc\n")
		}
	}, Cause: func(f check.Failure) string {
		if f.Ended != "" || strings.Contains(string(f.Received), "Too slow") {
			return "Each line took less than half a second, and the client was cut off: the second of one line went on in the next."
		}
		return ""
	}},
	{Name: "silence between two lines is fine", Run: func(t *check.T) {
		a, b := t.Connect("a"), t.Connect("b")
		b.Send("one\n")
		b.Expect("one\n")
		t.Wait(lineTime * 5 / 4)
		a.Send("hello\n")
		a.Expect("hello\n")
		b.Send("two\n")
		b.Expect("two\n")
	}, Cause: func(f check.Failure) string {
		if f.Ended != "" || strings.HasPrefix(string(f.Received), "Too slow") {
			return "A client was between two lines, and was cut off: the deadline of a line must end with it, and none holds before a line has begun."
		}
		return ""
	}},
	{Name: "a last line without its end", Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("the last words")
		a.HalfClose()
		a.Expect("the last words")
		a.ExpectEOF()
	}},
}
