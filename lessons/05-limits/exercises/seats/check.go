// Package checks has the checks of the exercise.
package checks

import (
	"strings"
	"time"

	"socketschool/check"
)

const (
	busy     = "Server busy. Try again later.\n"
	patience = time.Second // as the task says
)

// speak sends a word, and expects it back.
func speak(clients ...*check.Client) {
	for _, c := range clients {
		c.Send("hello\n")
		c.Expect("hello\n")
	}
}

// full connects two clients, which get in, and a third one, which does not.
func full(t *check.T) {
	t.ExpectConnections(0)
	speak(t.Connect("x"), t.Connect("y"))
	z := t.Connect("z")
	z.Expect(busy)
	z.ExpectEOF()
}

// drift explains a wrong number of seats after clients have left in one way.
func drift(way string) func(check.Failure) string {
	return func(f check.Failure) string {
		switch {
		case (f.Client == "x" || f.Client == "y") && strings.HasPrefix(string(f.Received), "Server busy"):
			return "The server is busy, and no client is there: " + way + " still has its seat."
		case f.Client == "z" && len(f.Received) == 0:
			return "A third client got in after somebody had left: " + way + " gave its seat back twice, or never had one."
		}
		return ""
	}
}

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "the third client is refused", Run: full, Cause: func(f check.Failure) string {
		if f.Client == "z" && len(f.Received) == 0 {
			return "Two clients are there, and a third one got in: nothing has refused it."
		}
		return ""
	}},
	{Name: "a client that closes", Run: func(t *check.T) {
		a := t.Connect("a")
		speak(a)
		a.Close()
		full(t)
	}, Cause: drift("who closed")},
	{Name: "a client that half-closes", Run: func(t *check.T) {
		a, b := t.Connect("a"), t.Connect("b")
		speak(a, b)
		a.HalfClose()
		a.ExpectEOF()
		b.HalfClose()
		b.ExpectEOF()
		full(t)
	}, Cause: drift("who half-closed")},
	{Name: "a client that resets", Run: func(t *check.T) {
		a, b := t.Connect("a"), t.Connect("b")
		speak(a, b)
		a.Reset()
		b.Reset()
		full(t)
	}, Cause: drift("who reset")},
	{Name: "a client that falls silent", Run: func(t *check.T) {
		a := t.Connect("a")
		a.ExpectWithin("Connection timeout\n", 3*patience)
		a.ExpectEOF()
		a.Close()
		full(t)
	}, Cause: drift("who was silent")},
	{Name: "a client that was refused", Run: func(t *check.T) {
		a, b := t.Connect("a"), t.Connect("b")
		speak(a, b)
		c := t.Connect("c")
		c.Expect(busy)
		c.ExpectEOF()
		c.Close()
		t.ExpectConnections(2)
		z := t.Connect("z")
		z.Expect(busy)
	}, Cause: drift("who was refused")},
	{Name: "a refused client that has spoken first", Run: func(t *check.T) {
		speak(t.Connect("x"), t.Connect("y"))
		z := t.ConnectSending("z", "may I come in?\n")
		z.Expect(busy)
		z.ExpectEOF()
	}, Cause: func(f check.Failure) string {
		if f.Client == "z" && f.Ended == "reset" {
			return "Client Z had spoken before it was refused, and was reset: to close while bytes are unread does that, and the line may be lost. End your side, and read on until the client has ended its own."
		}
		return ""
	}},
}
