// Package checks has the checks of the exercise.
package checks

import (
	"fmt"
	"strings"

	"socketschool/check"
	"socketschool/check/secure"
)

// enter connects a client, and sees that it is served.
func enter(t *check.T, client, name string) *check.Client {
	c := secure.Connect(t, client, secure.Certificate(name))
	who(c, name)
	return c
}

func who(c *check.Client, name string) {
	c.Send("who\n")
	c.Expect("You are " + name + ".\n")
}

func revoke(c *check.Client, name string) {
	c.Send("revoke " + name + "\n")
	c.Expect(name + " is revoked.\n")
}

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "alice may revoke, and nobody else", Run: func(t *check.T) {
		a := enter(t, "a", "alice")
		revoke(a, "mallory")
		b := enter(t, "b", "bob")
		b.Send("revoke carol\n")
		b.Expect("error: only alice may\n")
		who(b, "bob")
	}, Cause: func(f check.Failure) string {
		got := string(f.Received)
		switch {
		case f.Client == "a" && strings.HasPrefix(got, "error: the commands"):
			return "The server does not know the command revoke, or does not find the name behind it."
		case f.Client == "b" && strings.HasPrefix(got, "carol is revoked"):
			return "Bob has revoked Carol. A certificate says who a client is. What the client may do, the server has to decide."
		}
		return ""
	}},
	{Name: "a revoked name does not get in", Run: func(t *check.T) {
		a := enter(t, "a", "alice")
		revoke(a, "bob")
		b := secure.Try(t, "b", secure.Certificate("bob"))
		b.ExpectEOF()
	}, Cause: func(f check.Failure) string {
		if f.Step == "b expect eof" && f.Ended == "" {
			return "Client B was let in after its name was revoked: its certificate is as good as before. The server needs a list, and has to look at it when somebody comes in."
		}
		return ""
	}},
	{Name: "open connections end", Run: func(t *check.T) {
		a := enter(t, "a", "alice")
		b := enter(t, "b", "bob")
		c := enter(t, "c", "bob")
		revoke(a, "bob")
		c.ExpectClosed()
		b.ExpectClosed()
	}, Cause: func(f check.Failure) string {
		switch f.Step {
		case "c expect closed":
			return "Client C was connected already, and still is, although its name is revoked. Who can end its connection while its handler waits for a line?"
		case "b expect closed":
			return "Bob has two connections, and only the newer one has ended."
		}
		return ""
	}},
	{Name: "others go on", Run: func(t *check.T) {
		a := enter(t, "a", "alice")
		b := enter(t, "b", "bob")
		c := enter(t, "c", "carol")
		revoke(a, "bob")
		b.ExpectClosed()
		who(c, "carol")
		who(a, "alice")
		enter(t, "d", "dave")
	}, Cause: func(f check.Failure) string {
		if f.Client != "b" && f.Ended != "" {
			return fmt.Sprintf("Client %s has another name, and was disconnected as well.", strings.ToUpper(f.Client))
		}
		return ""
	}},
}
