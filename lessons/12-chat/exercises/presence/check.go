// Package checks has the checks of the exercise.
package checks

import (
	"strings"

	"socketschool/check"
)

const question = "What is your name?\n"

// enter connects a client and gives it a name.
func enter(t *check.T, client, name string) *check.Client {
	c := t.Connect(client)
	c.Expect(question)
	c.Send(name + "\n")
	c.Expect("Welcome, " + name + "\n* " + name + " is here\n")
	return c
}

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "who comes is announced", Cause: cause, Run: func(t *check.T) {
		a := enter(t, "a", "ann")
		b := enter(t, "b", "bob")
		a.Expect("* bob is here\n")
		c := t.Connect("c")
		c.Expect(question)
		c.Close()
		t.ExpectConnections(2)
		a.Send("hello\n")
		a.Expect("ann: hello\n")
		b.Expect("ann: hello\n")
	}},
	{Name: "/quit ends the connection", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Expect(question)
		a.Send("ann\n")
		a.ExpectContaining("Welcome, ann\n")
		a.Send("/quit\n")
		a.ExpectContaining("Bye\n")
		a.ExpectEOF()
	}},
	{Name: "who leaves is announced, whatever way", Cause: cause, Run: func(t *check.T) {
		a := enter(t, "a", "ann")
		b := enter(t, "b", "bob")
		c := enter(t, "c", "cid")
		a.Expect("* bob is here\n* cid is here\n")
		b.Reset()
		a.Expect("* bob has left\n")
		c.HalfClose()
		a.Expect("* cid has left\n")
		b = enter(t, "b", "bob")
		a.Expect("* bob is here\n")
		b.Send("/quit\n")
		a.Expect("* bob has left\n")
	}},
	{Name: "/who has all names in order", Cause: cause, Run: func(t *check.T) {
		b := enter(t, "b", "bob")
		a := enter(t, "a", "ann")
		b.Expect("* ann is here\n")
		c := t.Connect("c")
		c.Expect(question)
		b.Send("/who\n")
		b.Expect("Here: ann, bob\n")
		b.Send("/dance\n")
		b.ExpectContaining("Commands:")
		b.Send("hello\n")
		a.Expect("bob: hello\n")
	}},
	{Name: "stops, and leaves nothing behind", Run: func(t *check.T) {
		enter(t, "a", "ann")
		t.Connect("b")
		t.Stop()
		t.ExpectGoroutines(0)
	}},
}

func cause(f check.Failure) string {
	want, got := string(f.Expected), string(f.Received)
	switch {
	case strings.HasPrefix(want, "Here: ") && strings.HasPrefix(got, "Here: "):
		return "The names of /who are not those, or not in alphabetical order. A map has no order: sort them."
	case want == "bob: hello\n" && strings.Contains(got, "/"):
		return "A command is not for the others: client A has got bob's."
	case strings.HasSuffix(want, " has left\n") && got == "":
		return "A client has left, and the others do not know. Announce it on every way out, a reset too."
	case strings.HasSuffix(want, "is here\n") && !strings.Contains(got, "is here"):
		return "The client that came is not announced to itself."
	case want == "ann: hello\n" && strings.HasPrefix(got, "* "):
		return "A client that never had a name has left, and the others heard of it."
	}
	return ""
}
