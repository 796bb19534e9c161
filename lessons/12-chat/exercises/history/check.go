// Package checks has the checks of the exercise.
package checks

import (
	"fmt"
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

// join takes a client into a room.
func join(c *check.Client, name, room string) {
	c.Send("/join " + room + "\n")
	c.Expect("You are in " + room + "\n* " + name + " is here\n")
}

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "who comes late gets what was said", Cause: cause, Run: func(t *check.T) {
		a := enter(t, "a", "ann")
		a.Send("one\n/who\n/msg ann psst\ntwo\n")
		a.Expect("ann: one\nHere: ann\nann to you: psst\nyou to ann: psst\nann: two\n")
		b := t.Connect("b")
		b.Expect(question)
		b.Send("bob\n")
		b.Expect("Welcome, bob\nann: one\nann: two\n* bob is here\n")
		b.Send("three\n")
		a.Expect("* bob is here\nbob: three\n")
		b.Expect("bob: three\n")
	}},
	{Name: "the last ten lines", Cause: cause, Run: func(t *check.T) {
		a := enter(t, "a", "ann")
		var last strings.Builder
		for i := range 13 {
			a.Send(fmt.Sprintf("line %d\n", i))
			a.Expect(fmt.Sprintf("ann: line %d\n", i))
			if i >= 3 {
				fmt.Fprintf(&last, "ann: line %d\n", i)
			}
		}
		b := t.Connect("b")
		b.Expect(question)
		b.Send("bob\n")
		b.Expect("Welcome, bob\n" + last.String() + "* bob is here\n")
	}},
	{Name: "each room keeps its own, until it is empty", Cause: cause, Run: func(t *check.T) {
		a := enter(t, "a", "ann")
		b := enter(t, "b", "bob")
		a.Send("in the lobby\n")
		b.Expect("ann: in the lobby\n")
		join(b, "bob", "cats")
		b.Send("meow\n")
		b.Expect("bob: meow\n")
		a.ExpectContaining("* bob has left\n")
		a.Send("/join cats\n")
		a.Expect("You are in cats\nbob: meow\n* ann is here\n")
		enter(t, "c", "cid")
	}},
	{Name: "stops, and leaves nothing behind", Run: func(t *check.T) {
		join(enter(t, "a", "ann"), "ann", "cats")
		t.Connect("b")
		t.Stop()
		t.ExpectGoroutines(0)
	}},
}

func cause(f check.Failure) string {
	want, got := string(f.Expected), string(f.Received)
	talk := strings.Count(got, "ann: line ")
	switch {
	case strings.HasPrefix(want, "Welcome, cid\n") && strings.Contains(got, "in the lobby"):
		return "All had left the lobby, and it has kept what they said."
	case strings.HasPrefix(want, "You are in cats\n") && strings.Contains(got, "in the lobby"):
		return "A client that joins cats gets what was said in the lobby."
	case strings.Count(want, "\n") > 4 && talk > 10, strings.Count(want, "\n") > 4 && talk > 0 && talk < 10:
		return "These are not the last ten lines."
	case strings.Contains(got, "ann: line 12\nann: line 11\n"), strings.Contains(got, "ann: two\nann: one\n"):
		return "The lines come in the wrong order: the oldest first."
	case strings.HasPrefix(want, "Welcome, bob\n") && strings.Contains(got, "psst"), strings.HasPrefix(want, "Welcome, bob\n") && strings.Contains(got, "* ann is here"):
		return "The room has kept more than what was said to all."
	case strings.HasPrefix(want, "Welcome, bob\n") && strings.HasPrefix(got, "Welcome, bob\n* bob is here\n"):
		return "Client B came late, and got nothing of what was said before, or got it behind its own coming."
	}
	return ""
}
