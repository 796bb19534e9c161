// Package checks has the checks of the exercise.
package checks

import (
	"strings"

	"socketschool/check"
)

const internal = "error: internal error\n"

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "divides", Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("10 / 2\n")
		a.Expect("5\n")
	}},
	{Name: "a panic is answered, and told to nobody", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("1 / 0\n")
		a.Expect(internal)
	}},
	{Name: "the client stays", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("1 / 0\n")
		a.Expect(internal)
		a.Send("8 / 2\n")
		a.Expect("4\n")
		a.Send("1 / 0\n2 / 0\n9 / 3\n")
		a.Expect(internal + internal + "3\n")
	}},
	{Name: "whatever the panic", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("nonsense\n")
		a.Expect(internal)
		a.Send("7 / 7\n")
		a.Expect("1\n")
	}},
	{Name: "others notice nothing", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		a.Send("1 / 0\n")
		a.Expect(internal)
		b.Send("9 / 3\n")
		b.Expect("3\n")
		c := t.Connect("c")
		c.Send("6 / 2\n")
		c.Expect("3\n")
	}},
}

// cause says what became of the panic.
func cause(f check.Failure) string {
	got := string(f.Received)
	switch {
	case strings.Contains(got, "runtime error"):
		return "The client reads what went wrong inside the server. Log that, and answer error: internal error alone."
	case strings.HasPrefix(got, "0\n"):
		return "After the error the line has a second answer, 0: a function that recovers still returns, and its result is zero then. Write one of the two."
	case got == "" && f.Ended != "" && string(f.Expected) == internal:
		return "The panic ended the connection, and the client has no answer. The recovered function is over: which one must that be, so that its caller can still answer?"
	case got == "" && f.Ended != "":
		return "The line was answered, and then the connection ended. The function that recovers is over after it: let that be one for each line, and not the one with the loop."
	}
	return ""
}
