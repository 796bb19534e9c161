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
	c.Expect("Welcome, " + name + "\n")
	return c
}

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "asks for a name, and passes lines on", Cause: cause, Run: func(t *check.T) {
		a := enter(t, "a", "ann")
		b := enter(t, "b", "bob")
		c := t.Connect("c")
		c.Expect(question)
		b.Send("in pie")
		a.Send("whole\n")
		a.Expect("ann: whole\n")
		b.Expect("ann: whole\n")
		b.Send("ces\n")
		a.Expect("bob: in pieces\n")
		b.Expect("bob: in pieces\n")
		c.Send("cid\n")
		c.Expect("Welcome, cid\n")
	}},
	{Name: "a name has 1 to 16 letters or digits", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Expect(question)
		for _, name := range []string{"", "ann lee", "* ann", "abcdefghijklmnopq"} {
			a.Send(name + "\n")
			a.Expect("A name is 1 to 16 letters or digits. " + question)
		}
		a.Send("abcdefghijklmn16\n")
		a.Expect("Welcome, abcdefghijklmn16\n")
	}},
	{Name: "a name belongs to one client", Cause: cause, Run: func(t *check.T) {
		a := enter(t, "a", "ann")
		b := t.Connect("b")
		b.Expect(question)
		b.Send("ann\n")
		b.Expect("ann is taken. " + question)
		b.Send("bob\n")
		b.Expect("Welcome, bob\n")
		a.Send("hello\n")
		b.Expect("ann: hello\n")
	}},
	{Name: "whose client has left, that name is free", Cause: cause, Run: func(t *check.T) {
		a := enter(t, "a", "ann")
		b := enter(t, "b", "bob")
		b.Reset()
		t.ExpectConnections(1)
		c := enter(t, "c", "bob")
		a.Send("hello\n")
		c.Expect("ann: hello\n")
		a.Expect("ann: hello\n")
	}},
	{Name: "stops, and leaves nothing behind", Run: func(t *check.T) {
		a := enter(t, "a", "ann")
		b := t.Connect("b")
		t.Stop()
		a.ExpectClosed()
		b.ExpectClosed()
		t.ExpectGoroutines(0)
	}},
}

func cause(f check.Failure) string {
	want, got := string(f.Expected), string(f.Received)
	switch {
	case want == "Welcome, cid\n" && strings.HasPrefix(got, "ann: "):
		return "Client C had no name yet, and got what the others said."
	case want == "ann: whole\n" && strings.HasPrefix(got, "bob: in pie"):
		return "Half a line of client B's was passed on. A read is not a line: wait for its end."
	case want == "Welcome, bob\n" && strings.HasPrefix(got, "bob is taken"):
		return "The client called bob has left, and the name is still taken. Free it on every way out, a reset too."
	case strings.HasPrefix(want, "ann is taken") && strings.HasPrefix(got, "Welcome"):
		return "Two clients are called ann now."
	case strings.HasPrefix(want, "A name is") && strings.HasPrefix(got, "Welcome"):
		return "That was no name: only letters and digits, at least one and at most 16."
	}
	return ""
}
