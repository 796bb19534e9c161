// Package checks has the checks of the exercise.
package checks

import (
	"fmt"
	"strings"

	"socketschool/check"
)

const (
	refusal = "Too many connections from your address.\n"
	another = "127.0.0.2"
)

// speak sends a word, and expects it back.
func speak(clients ...*check.Client) {
	for _, c := range clients {
		c.Send("hello\n")
		c.Expect("hello\n")
	}
}

// refused expects the refusal of a client.
func refused(c *check.Client) {
	c.Expect(refusal)
	c.ExpectEOF()
}

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "the third client of an address is refused", Run: func(t *check.T) {
		speak(t.Connect("a"), t.Connect("b"))
		refused(t.Connect("c"))
	}, Cause: func(f check.Failure) string {
		switch {
		case wasLetIn(f):
			return "Three clients of one address were let in. If you count the clients of each address: is the port a part of it? Each client has another port."
		case wasRefused(f):
			return "The second client of the address was refused already. Two may be there at a time."
		}
		return badRefusal(f)
	}},
	{Name: "another address has places of its own", Run: func(t *check.T) {
		a := t.Connect("a")
		speak(a, t.Connect("b"))
		refused(t.Connect("c"))
		speak(t.ConnectFrom("d", another), t.ConnectFrom("e", another))
		refused(t.ConnectFrom("f", another))
		speak(a, t.ConnectFrom("g", "127.0.0.3"))
	}, Cause: func(f check.Failure) string {
		if wasRefused(f) {
			return fmt.Sprintf("Client %s comes from another address, which has a free place, and was refused: the clients of all addresses are counted together.", strings.ToUpper(f.Client))
		}
		return badRefusal(f)
	}},
	{Name: "who was refused gives no place back", Run: func(t *check.T) {
		speak(t.Connect("a"), t.Connect("b"))
		r := t.Connect("r")
		refused(r)
		r.Close()
		t.ExpectConnections(2)
		refused(t.Connect("g"))
	}, Cause: func(f check.Failure) string {
		if f.Client == "g" && wasLetIn(f) {
			return "Two clients are there, and a third one got in: client R, which was refused, has given a place back."
		}
		return badRefusal(f)
	}},
	{Name: "a client that leaves frees its place", Cause: leaves, Run: func(t *check.T) {
		a, b := t.Connect("a"), t.Connect("b")
		speak(a, b)
		a.Close()
		t.ExpectConnections(1)
		c := t.Connect("c")
		speak(c)
		refused(t.Connect("f"))
		b.Reset()
		c.HalfClose()
		c.ExpectEOF()
		speak(t.Connect("d"), t.Connect("e"))
		refused(t.Connect("g"))
	}},
	{Name: "it frees none of another address", Cause: leaves, Run: func(t *check.T) {
		a := t.ConnectFrom("a", another)
		speak(a, t.ConnectFrom("b", another), t.Connect("x"), t.Connect("y"))
		a.Close()
		t.ExpectConnections(3)
		refused(t.Connect("f"))
		speak(t.ConnectFrom("c", another))
	}},
}

// wasRefused reports whether a client that was to be served was not.
func wasRefused(f check.Failure) bool {
	return string(f.Expected) != refusal && strings.HasPrefix(string(f.Received), refusal)
}

// wasLetIn reports whether a client that was to be refused was not.
func wasLetIn(f check.Failure) bool {
	return string(f.Expected) == refusal && f.Ended == "" && len(f.Received) == 0
}

// leaves explains a wrong number of places after a client has left.
func leaves(f check.Failure) string {
	switch {
	case wasRefused(f):
		return fmt.Sprintf("Client %s was refused, and its address has a free place: a client that has left is still counted.", strings.ToUpper(f.Client))
	case wasLetIn(f):
		return fmt.Sprintf("Client %s got in, and its address has no free place: one that leaves must free one place, and of its own address.", strings.ToUpper(f.Client))
	}
	return badRefusal(f)
}

// badRefusal returns what is wrong with how a client was refused.
func badRefusal(f check.Failure) string {
	switch {
	case string(f.Expected) == refusal && f.Ended != "" && len(f.Received) == 0:
		return fmt.Sprintf("Client %s was closed without a word: it cannot know why.", strings.ToUpper(f.Client))
	case strings.HasSuffix(f.Step, "expect eof") && f.Ended == "" && len(f.Received) == 0:
		return "The client was told that it is one too many, and its connection stays open: end it after the line."
	}
	return ""
}
