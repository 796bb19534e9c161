// Package checks has the checks of the exercise.
package checks

import (
	"crypto/tls"

	"socketschool/check"
	"socketschool/check/secure"
)

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "a client with TLS 1.3 is answered", Run: func(t *check.T) {
		a := secure.Connect(t, "a")
		a.Send("hello\n")
		a.Expect("SECURE: hello\n")
	}},
	{Name: "a client with no more than TLS 1.2 is refused", Run: func(t *check.T) {
		a := secure.Try(t, "a", secure.MaxVersion(tls.VersionTLS12))
		a.ExpectEOF()
	}, Cause: func(f check.Failure) string {
		switch {
		case len(f.Received) > 0:
			return "The client that speaks no more than TLS 1.2 was let in, and got words: refuse it in the handshake, before any words."
		case f.Ended == "" && f.Step == "a expect eof":
			return "The client that speaks no more than TLS 1.2 was let in: the handshake succeeded, and the server waits for what it has to say."
		}
		return ""
	}},
	{Name: "the others stay", Run: func(t *check.T) {
		a := secure.Connect(t, "a")
		a.Send("one\n")
		a.Expect("SECURE: one\n")
		b := secure.Try(t, "b", secure.MaxVersion(tls.VersionTLS12))
		b.ExpectEOF()
		a.Send("two\n")
		a.Expect("SECURE: two\n")
		c := secure.Connect(t, "c")
		c.Send("three\n")
		c.Expect("SECURE: three\n")
	}},
}
