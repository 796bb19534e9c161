// Package checks has the checks of the exercise.
package checks

import (
	"fmt"
	"strings"
	"time"

	"socketschool/check"
)

// response is the whole answer with a status and a body.
func response(status, body string) string {
	return fmt.Sprintf("HTTP/1.0 %s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s", status, len(body), body)
}

var (
	ok       = response("200 OK", "hello\n")
	notFound = response("404 Not Found", "not found\n")
	bad      = response("400 Bad Request", "bad request\n")
)

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "answers a request", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n")
		a.Expect(ok)
		a.ExpectEOF()
	}},
	{Name: "waits for the empty line", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("GE")
		a.ExpectNothing(100 * time.Millisecond)
		a.Send("T / HTTP/1.1\r\nUser-Agent: curl/8.14.1\r")
		a.ExpectNothing(100 * time.Millisecond)
		a.Send("\n\r")
		a.Send("\n")
		a.Expect(ok)
		a.ExpectEOF()
	}},
	{Name: "another path is not found", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("GET /favicon.ico HTTP/1.0\r\n\r\n")
		a.Expect(notFound)
		a.ExpectEOF()
	}},
	{Name: "a bad request is told so", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("hello\r\n\r\n")
		a.Expect(bad)
		a.ExpectEOF()
		b := t.Connect("b")
		b.Send("GET / FTP/1.0\r\nHost: localhost\r\n\r\n")
		b.Expect(bad)
		b.ExpectEOF()
	}},
	{Name: "no answer without an empty line", Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("GET / HTTP/1.0\r\nHost: local")
		a.HalfClose()
		a.ExpectEOF()
		b := t.Connect("b")
		b.Send("GET / HTTP/1.0\r\n\r\n")
		b.Expect(ok)
		b.ExpectEOF()
	}},
}

// cause compares the answer with the one that was expected.
func cause(f check.Failure) string {
	got, want := string(f.Received), string(f.Expected)
	switch {
	case f.Expected == nil && strings.HasPrefix(got, "HTTP/1.0 400"):
		return "The beginning of a request was taken for all of it, and called bad. What one Read brings may be a part: collect until the empty line is there."
	case f.Expected == nil && strings.HasPrefix(got, "HTTP/"):
		return "The answer came before the request was over. Only the empty line says that it is."
	case strings.HasPrefix(got, "HTTP/1.0 200") && want == notFound:
		return "The path was not looked at: only / is there, and any other is 404."
	case strings.HasPrefix(got, "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ") && want == ok:
		return "Content-Length is not the number of bytes in the body. The body has 6, with its line feed; a client reads so many, and then takes the answer for whole."
	}
	return ""
}
