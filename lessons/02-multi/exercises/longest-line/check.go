// Package checks has the checks of the exercise.
package checks

import (
	"strings"
	"time"

	"socketschool/check"
)

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "answers lines as before", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("hello\nagain\n")
		a.Expect("Echo: hello\nEcho: again\n")
		a.Send("in two ")
		a.Send("pieces\n")
		a.Expect("Echo: in two pieces\n")
	}},
	{Name: "1,000 bytes are not too many", Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send(strings.Repeat("x", 1000) + "\n")
		a.Expect("Echo: " + strings.Repeat("x", 1000) + "\n")
	}, Cause: func(f check.Failure) string {
		if strings.HasPrefix(string(f.Received), "Line too long") {
			return "A line of exactly 1,000 bytes is not too long yet. Is the line feed counted as well?"
		}
		return ""
	}},
	{Name: "1,001 bytes are too many", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send(strings.Repeat("x", 1001) + "\n")
		a.Expect("Line too long\n")
		a.ExpectNothing(100 * time.Millisecond)
		a.Send("next\n")
		a.Expect("Echo: next\n")
	}},
	{Name: "says it once", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send(strings.Repeat("x", 5000) + "\nnext\n")
		a.Expect("Line too long\nEcho: next\n")
	}},
	{Name: "a line of 200,000 bytes", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send(strings.Repeat("x", 200_000) + "\nnext\n")
		a.Expect("Line too long\nEcho: next\n")
	}},
	{Name: "a long line in pieces", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send(strings.Repeat("x", 600))
		a.Send(strings.Repeat("x", 600))
		a.Send("\nnext\nthe last")
		a.HalfClose()
		a.Expect("Line too long\nEcho: next\nEcho: the last\n")
		a.ExpectEOF()
	}},
}

func cause(f check.Failure) string {
	got, want := string(f.Received), string(f.Expected)
	switch {
	case strings.HasPrefix(want, "Line too long") && strings.HasPrefix(got, "Echo: "+strings.Repeat("x", 1000)+"\n"):
		return "The line was cut and its first 1,000 bytes were answered. A client that is answered so does not learn that the rest is lost."
	case strings.HasPrefix(want, "Line too long") && strings.HasPrefix(got, "Echo: "):
		return "The line has more than 1,000 bytes, and was answered like any other."
	case strings.HasPrefix(got, "Line too long\nLine too long"):
		return "Line too long was sent for each piece of the line. Drop the pieces after the first, up to the line feed."
	case f.Expected == nil && strings.HasPrefix(got, "Echo: ") || strings.HasPrefix(got, "Line too long\nEcho: x"):
		return "The rest of the long line was taken for a line of its own. Drop all of it, up to its line feed."
	case f.Ended != "" && strings.HasPrefix(want, "Line too long") && got == "":
		return "The connection was closed at the long line, without an answer. A bufio.Scanner ends at a line that does not fit into its buffer."
	case f.Ended != "" && strings.HasPrefix(want, got) || f.Ended != "" && want == "":
		return "The connection was closed after the long line. It stays, and the next line is answered."
	}
	return ""
}
