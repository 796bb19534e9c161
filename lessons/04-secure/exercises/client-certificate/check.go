// Package checks has the checks of the exercise.
package checks

import (
	"strings"

	"socketschool/check"
	"socketschool/check/secure"
)

func connect(t *check.T, client, name string) *check.Client {
	return secure.Connect(t, client, secure.Certificate(name))
}

// letIn says who was let in.
func letIn(who string) func(check.Failure) string {
	return func(f check.Failure) string {
		if f.Step == "a expect eof" && (f.Ended == "" || len(f.Received) > 0) {
			return who + ", and was let in."
		}
		return ""
	}
}

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "a client without a certificate is refused", Run: func(t *check.T) {
		a := secure.Try(t, "a")
		a.ExpectEOF()
	}, Cause: letIn("The client showed no certificate")},
	{Name: "clients are answered by their names", Run: func(t *check.T) {
		a := connect(t, "a", "alice")
		a.Send("hello\n")
		a.Expect("alice: hello\n")
		b := connect(t, "b", "bob")
		b.Send("me too\n")
		b.Expect("bob: me too\n")
		a.Send("it is me\n")
		a.Expect("alice: it is me\n")
	}, Cause: func(f check.Failure) string {
		switch got := string(f.Received); {
		case strings.HasPrefix(got, "alice: me too"), strings.HasPrefix(got, "bob: it is me"):
			return "One client is answered by the name of the other one: they share a variable. Each handler needs a name of its own."
		case strings.HasPrefix(got, "SECURE:"), strings.HasPrefix(got, ":"), strings.HasPrefix(got, "localhost:"), strings.HasPrefix(got, "Socket School:"):
			return "The answer does not have the client’s name in front, which is the CommonName of its certificate’s subject."
		case f.Ended == "alert":
			return "The server has refused a certificate that the authority of the task has signed. Is the authority in ClientCAs? Without it the server believes those that the system believes."
		}
		return ""
	}},
	{Name: "a certificate that somebody else has signed is refused", Run: func(t *check.T) {
		a := secure.Try(t, "a", secure.CertificateByAnother("alice"))
		a.ExpectEOF()
	}, Cause: letIn("The client showed a certificate that another authority has signed")},
	{Name: "nobody notices who is refused", Run: func(t *check.T) {
		b := connect(t, "b", "bob")
		b.Send("one\n")
		b.Expect("bob: one\n")
		a := secure.Try(t, "a")
		a.ExpectEOF()
		b.Send("two\n")
		b.Expect("bob: two\n")
		c := connect(t, "c", "carol")
		c.Send("three\n")
		c.Expect("carol: three\n")
	}},
}
