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

// join takes a client into a room.
func join(c *check.Client, name, room string) {
	c.Send("/join " + room + "\n")
	c.Expect("You are in " + room + "\n* " + name + " is here\n")
}

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "to one client alone", Cause: cause, Run: func(t *check.T) {
		a := enter(t, "a", "ann")
		b := enter(t, "b", "bob")
		c := enter(t, "c", "cid")
		a.Expect("* bob is here\n* cid is here\n")
		b.Expect("* cid is here\n")
		a.Send("/msg bob between us\n")
		b.Expect("ann to you: between us\n")
		a.Expect("you to bob: between us\n")
		a.Send("hello\n")
		c.Expect("ann: hello\n")
		a.Expect("ann: hello\n")
	}},
	{Name: "in whatever room, with its blanks", Cause: cause, Run: func(t *check.T) {
		a := enter(t, "a", "ann")
		b := enter(t, "b", "bob")
		a.Expect("* bob is here\n")
		join(b, "bob", "cats")
		a.Expect("* bob has left\n")
		b.Send("/msg ann  two  blanks \n")
		b.Expect("you to ann:  two  blanks \n")
		a.Expect("bob to you:  two  blanks \n")
	}},
	{Name: "to a name that nobody has, and without a text", Cause: cause, Run: func(t *check.T) {
		a := enter(t, "a", "ann")
		b := enter(t, "b", "bob")
		a.Expect("* bob is here\n")
		a.Send("/msg dan hello\n")
		a.Expect("There is no dan\n")
		b.Close()
		a.Expect("* bob has left\n")
		a.Send("/msg bob hello\n")
		a.Expect("There is no bob\n")
		a.Send("/msg ann\n")
		a.ExpectContaining("Commands:")
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
	switch {
	case want == "ann: hello\n" && strings.Contains(got, "between us"):
		return "Client C has got a message that was for bob alone."
	case strings.HasSuffix(want, "two  blanks \n") && strings.Contains(got, "There is no"):
		return "Ann is in another room, and was not found."
	case strings.HasSuffix(want, "two  blanks \n") && strings.Contains(got, "two blanks"):
		return "The text has lost some of its blanks."
	case strings.HasPrefix(want, "you to ") && got == "":
		return "The sender got nothing, and so does not know whether it was passed on."
	case want == "ann to you: between us\n" && strings.Contains(got, "/msg"), f.Client == "b" && got == "" && f.Ended == "":
		return "/msg is no command of this server yet."
	}
	return ""
}
