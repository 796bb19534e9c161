// Package checks has the checks of the exercise.
package checks

import (
	"fmt"
	"strings"

	"socketschool/check"
)

// request returns a request with the parts.
func request(parts ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "*%d\r\n", len(parts))
	for _, part := range parts {
		b.WriteString(bulk(part))
	}
	return b.String()
}

// bulk returns a value as an answer has it.
func bulk(value string) string { return fmt.Sprintf("$%d\r\n%s\r\n", len(value), value) }

const (
	ok   = "+OK\r\n"
	pong = "+PONG\r\n"
	none = "$-1\r\n"
)

// ping checks that the server serves the client.
func ping(c *check.Client) {
	c.Send(request("PING"))
	c.Expect(pong)
}

// expectError expects an error with any text.
func expectError(c *check.Client) {
	c.Expect("-ERR ")
	c.ExpectContaining("\r\n")
}

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "PING", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		ping(a)
		ping(a)
	}},
	{Name: "SET and GET", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send(request("SET", "name", "Ada"))
		a.Expect(ok)
		a.Send(request("GET", "name"))
		a.Expect(bulk("Ada"))
	}},
	{Name: "no value, and an empty one", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send(request("GET", "name"))
		a.Expect(none)
		a.Send(request("SET", "name", ""))
		a.Expect(ok)
		a.Send(request("GET", "name"))
		a.Expect(bulk(""))
	}},
	{Name: "in pieces, and several at once", Cause: ended("What one Read brings was taken for one request. It may be a part of one, or several: read on until the request is whole, and keep what is behind it."), Run: func(t *check.T) {
		a := t.Connect("a")
		for _, piece := range []string{"*1", "\r", "\n$4\r\nPI", "NG", "\r"} {
			a.Send(piece)
		}
		a.Send("\n" + request("PING") + request("SET", "k", "v") + request("GET", "k"))
		a.Expect(pong + pong + ok + bulk("v"))
	}},
	{Name: "any bytes", Cause: ended("A part was taken for a line: what is behind its line feed counted as the next line. A part is as long as its length says, whatever is in it."), Run: func(t *check.T) {
		a := t.Connect("a")
		for _, value := range []string{"zwölf", "two\r\nlines", "\x00\xff\xfe", strings.Repeat("x", 65_536)} {
			a.Send(request("SET", "k\r\n$", value))
			a.Expect(ok)
			a.Send(request("GET", "k\r\n$"))
			a.Expect(bulk(value))
		}
	}},
	{Name: "small letters", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send(request("ping"))
		a.Expect(pong)
		a.Send(request("Set", "k", "v"))
		a.Expect(ok)
	}},
	{Name: "all clients share the values", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		a.Send(request("SET", "k", "one"))
		a.Expect(ok)
		b.Send(request("GET", "k"))
		b.Expect(bulk("one"))
	}},
	{Name: "another command is an error, and the client stays", Cause: ended("The command before was answered with an error, and then a command that it does not know ended the connection. Only what is no request may do that."), Run: func(t *check.T) {
		a := t.Connect("a")
		for _, r := range []string{request("COMMAND", "DOCS"), request("GET"), request("SET", "k", "v", "EX", "9")} {
			a.Send(r)
			expectError(a)
		}
		ping(a)
	}},
	{Name: "what is no request ends the connection", Cause: cause, Run: func(t *check.T) {
		other := t.Connect("z")
		bad := []string{"hello\r\n", "*1\r\n$-5\r\n", "*1\r\n$99999999999\r\n", "*1\r\n$65537\r\n", "*17\r\n", "*1\r\n$4\r\nPINGPONG\r\n", "*one\r\n"}
		for i, bytes := range bad {
			c := t.Connect(string(rune('a' + i)))
			c.Send(bytes)
			expectError(c)
			c.ExpectClosed()
		}
		ping(other)
	}},
}

// cause says what the answer shows of the reading, the counting or the storing.
func cause(f check.Failure) string {
	got, want := string(f.Received), string(f.Expected)
	isError := strings.HasPrefix(got, "-ERR ")
	switch {
	case want == bulk("") && got == none:
		return "The value is there, and it is empty: $0, and not $-1."
	case want == none && got == bulk(""):
		return "No value is not the same as an empty value: where there is none, the answer is $-1 alone."
	case strings.HasPrefix(got, "+") && strings.HasPrefix(want, "$"):
		return "The value came as a simple string, with a plus sign. That cannot have a line feed in it: a value has its length before it."
	case strings.Contains(want, "zwölf") && strings.HasPrefix(got, "$5\r\n"):
		return "The length counts characters, and must count bytes: ö has two."
	case want == bulk("one") && got == none:
		return "Client B does not find what client A has stored: each client has a store of its own."
	case want == pong && isError:
		return "A command was refused that differs in small letters: the task knows commands that are not in capitals alone."
	case want == "-ERR " && got == "" && f.Ended == "":
		return "The client has no answer. A line that is no request needs one as well: a sign that is missing, or a number that cannot be."
	}
	return ""
}

// ended returns a Cause that says why, where the connection has ended or the request was
// refused, and cause knows no better.
func ended(why string) func(check.Failure) string {
	return func(f check.Failure) string {
		if known := cause(f); known != "" {
			return known
		}
		if f.Ended != "" || strings.HasPrefix(string(f.Received), "-ERR ") {
			return why
		}
		return ""
	}
}
