// Package checks has the checks of the exercise.
package checks

import (
	"fmt"
	"strings"

	"socketschool/check"
	"socketschool/check/secure"
)

const (
	right  = "sesame-4048"
	opened = "The safe is open.\n"
	wrong  = "error: wrong token, goodbye\n"
	locked = "error: locked out, goodbye\n"
)

func connect(t *check.T, client, name string) *check.Client {
	return secure.Connect(t, client, secure.Certificate(name))
}

// open sends a token, and expects the answer, and the end if it is a refusal.
func open(c *check.Client, token, answer string) {
	c.Send("open " + token + "\n")
	c.Expect(answer)
	if answer != opened {
		c.ExpectEOF()
	}
}

// guess sends wrong tokens, each from a connection of its own.
func guess(t *check.T, name string, clients ...string) {
	for i, client := range clients {
		open(connect(t, client, name), fmt.Sprintf("guess-%d", i+1), wrong)
	}
}

func got(f check.Failure, answer string) bool { return strings.HasPrefix(string(f.Received), answer) }

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "the fourth guess of a name is not looked at", Run: func(t *check.T) {
		guess(t, "mallory", "a", "b", "c")
		open(connect(t, "d", "mallory"), "guess-4", locked)
	}, Cause: func(f check.Failure) string {
		switch {
		case f.Client == "d" && got(f, wrong):
			return "After three wrong tokens of one name the fourth was looked at. Each came from a connection of its own. Where is the count, so that the next connection finds it?"
		case f.Client != "d" && got(f, locked):
			return "The name was locked out before its third wrong token was answered."
		}
		return ""
	}},
	{Name: "the right token comes too late", Run: func(t *check.T) {
		guess(t, "mallory", "a", "b", "c")
		d := connect(t, "d", "mallory")
		d.Send("who\n")
		d.Expect("You are mallory.\n")
		open(d, right, locked)
	}, Cause: func(f check.Failure) string {
		if f.Client == "d" && got(f, opened) {
			return "The right token still opens the safe after three wrong ones. Which of the two questions comes first: is the token right, or is the name locked out?"
		}
		return ""
	}},
	{Name: "other names are not locked out", Run: func(t *check.T) {
		guess(t, "mallory", "a", "b", "c")
		open(connect(t, "d", "alice"), right, opened)
		guess(t, "bob", "e")
	}, Cause: func(f check.Failure) string {
		if got(f, locked) {
			return fmt.Sprintf("Client %s has another name, and is locked out as well: the wrong tokens of all names are counted together.", strings.ToUpper(f.Client))
		}
		return ""
	}},
	{Name: "a right token sets the count back", Run: func(t *check.T) {
		guess(t, "alice", "a", "b")
		open(connect(t, "c", "alice"), right, opened)
		guess(t, "alice", "d", "e")
		open(connect(t, "f", "alice"), right, opened)
	}, Cause: func(f check.Failure) string {
		if got(f, locked) {
			return "Alice was right in between, and is locked out: the two wrong tokens before the right one still count."
		}
		return ""
	}},
	{Name: "connections that were there before are locked out, too", Run: func(t *check.T) {
		d := connect(t, "d", "mallory")
		d.Send("who\n")
		d.Expect("You are mallory.\n")
		guess(t, "mallory", "a", "b", "c")
		open(d, right, locked)
	}, Cause: func(f check.Failure) string {
		if f.Client == "d" && got(f, opened) {
			return "Client D was connected before its name was locked out, and could still open the safe. Ask at each open, and not at the beginning of a connection."
		}
		return ""
	}},
}
