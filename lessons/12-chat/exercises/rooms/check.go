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
	{Name: "each room hears its own", Cause: cause, Run: func(t *check.T) {
		a := enter(t, "a", "ann")
		b := enter(t, "b", "bob")
		a.Expect("* bob is here\n")
		b.Send("/join cats\n")
		b.ExpectContaining("You are in cats\n")
		b.Expect("* bob is here\n")
		a.Expect("* bob has left\n")
		a.Send("hello\n")
		a.Expect("ann: hello\n")
		b.Send("meow\n")
		b.Expect("bob: meow\n")
		a.Send("/join cats\n")
		a.Expect("You are in cats\n")
		a.ExpectContaining("* ann is here\n")
		b.Expect("* ann is here\n")
		a.Send("hello, bob\n")
		b.Expect("ann: hello, bob\n")
	}},
	{Name: "each room sees who is there", Cause: cause, Run: func(t *check.T) {
		a := enter(t, "a", "ann")
		b := enter(t, "b", "bob")
		join(b, "bob", "cats")
		a.Expect("* bob is here\n* bob has left\n")
		c := enter(t, "c", "cid")
		a.Expect("* cid is here\n")
		join(c, "cid", "cats")
		a.Expect("* cid has left\n")
		b.Expect("* cid is here\n")
		b.Send("/who\n")
		b.Expect("Here: bob, cid\n")
		c.Reset()
		b.Expect("* cid has left\n")
		a.Send("/who\n")
		a.Expect("Here: ann\n")
	}},
	{Name: "a name is a client's own in all rooms", Cause: cause, Run: func(t *check.T) {
		join(enter(t, "a", "ann"), "ann", "cats")
		b := t.Connect("b")
		b.Expect(question)
		b.Send("ann\n")
		b.Expect("ann is taken. " + question)
	}},
	{Name: "a room's name has 1 to 16 letters or digits", Cause: cause, Run: func(t *check.T) {
		a := enter(t, "a", "ann")
		for _, room := range []string{"", " ", " two words", " abcdefghijklmnopq", " *"} {
			a.Send("/join" + room + "\n")
			a.ExpectContaining("Commands:")
		}
		a.Send("hello\n")
		a.ExpectContaining("ann: hello\n")
		join(a, "ann", "abcdefghijklmn16")
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
	case want == "bob: meow\n" && strings.HasPrefix(got, "ann: hello"):
		return "Client B is in cats, and hears what is said in the lobby."
	case strings.HasSuffix(want, "has left\n") && got == "":
		return "A client has gone to another room, or has left, and those in its room do not know."
	case want == "You are in cats\n" && strings.HasPrefix(got, "Commands:"):
		return "/join is no command of this server yet."
	case want == "* ann is here\n" && strings.HasPrefix(got, "* ann has left\n"):
		return "Client B is in cats, and sees who leaves the lobby."
	case want == "Here: ann\n" && strings.HasPrefix(got, "* "):
		return "Client A is in the lobby, and sees who comes and goes in cats."
	case strings.HasPrefix(want, "Here: ") && strings.HasPrefix(got, "Here: "):
		return "These are not the names of those in the room."
	case strings.HasPrefix(want, "ann is taken") && strings.HasPrefix(got, "Welcome"):
		return "Ann is in another room, and there are two of that name now."
	case want == "Commands:" && strings.HasPrefix(got, "You are in"):
		return "That is no name for a room, and the client was let in."
	}
	return ""
}
