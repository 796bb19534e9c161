// Package checks has the checks of the exercise.
package checks

import (
	"time"

	"socketschool/check"
	"socketschool/check/secure"
)

// handshakeTime is the limit that the task names.
const handshakeTime = time.Second

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "a stranger disturbs nobody", Run: func(t *check.T) {
		a := secure.Connect(t, "a")
		a.Send("one\n")
		a.Expect("SECURE: one\n")
		b := t.ConnectPlain("b")
		b.Send("hello\n")
		c := secure.Connect(t, "c")
		c.Send("two\n")
		c.Expect("SECURE: two\n")
		a.Send("three\n")
		a.Expect("SECURE: three\n")
		b.ExpectClosed()
	}, Cause: func(f check.Failure) string {
		if f.Step == "b expect closed" && f.Ended == "" {
			return "The handshake with client B has failed, and its connection stays open: close it on that way out as well."
		}
		return ""
	}},
	{Name: "a silent client keeps nobody out", Run: func(t *check.T) {
		t.ConnectPlain("a")
		b := secure.Connect(t, "b")
		b.Send("hello\n")
		b.Expect("SECURE: hello\n")
	}},
	{Name: "the handshake has a limit", Run: func(t *check.T) {
		a := t.ConnectPlain("a")
		a.ExpectNothing(handshakeTime * 3 / 4)
		a.ExpectClosedWithin(3 * handshakeTime)
		t.ExpectConnections(0)
	}, Cause: func(f check.Failure) string {
		if f.Step == "a expect closed within 3s" && f.Ended == "" {
			return "Client A never begins its handshake, and the server waits for it without a limit."
		}
		return ""
	}},
	{Name: "the limit is for the handshake alone", Run: func(t *check.T) {
		a := secure.Connect(t, "a")
		t.Wait(handshakeTime * 3 / 2)
		a.Send("hello\n")
		a.Expect("SECURE: hello\n")
	}, Cause: func(f check.Failure) string {
		if f.Ended != "" && f.Client == "a" {
			return "Client A had finished its handshake, and was closed because it was silent: the limit still holds. Take the deadline away after the handshake."
		}
		return ""
	}},
	{Name: "it ends when it is told to", Run: func(t *check.T) {
		t.ConnectPlain("a")
		b := secure.Connect(t, "b")
		b.Send("hello\n")
		b.Expect("SECURE: hello\n")
		t.Stop()
	}},
}
