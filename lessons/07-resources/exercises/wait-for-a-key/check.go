// Package checks has the checks of the exercise.
package checks

import (
	"strings"
	"time"

	"socketschool/check"
)

// most is how many goroutines may be left when all clients have, as the task says.
const most = 3

// wait lets clients wait for a key, one after the other.
func wait(key string, clients ...*check.Client) {
	for _, c := range clients {
		c.Send("WAIT " + key + "\n")
	}
}

// set sets a key.
func set(c *check.Client, key, value string) {
	c.Send("SET " + key + " " + value + "\n")
	c.Expect("OK\n")
}

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "WAIT is answered when the key is set", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		wait("k", a)
		a.ExpectNothing(100 * time.Millisecond)
		set(b, "k", "v")
		a.Expect("v\n")
		b.Send("WAIT k\n")
		b.Expect("v\n")
	}},
	{Name: "all who wait for the key have its value, and no others", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		c := t.Connect("c")
		d := t.Connect("d")
		wait("k", a, b)
		wait("other", c)
		set(d, "k", "one")
		a.Expect("one\n")
		b.Expect("one\n")
		set(d, "other", "two")
		c.Expect("two\n")
	}},
	{Name: "who leaves while it waits is forgotten", Cause: cause, Run: func(t *check.T) {
		clients := t.ConnectAll("a", "f")
		wait("k", clients...)
		for i, c := range clients {
			switch i % 3 {
			case 0:
				c.HalfClose()
			case 1:
				c.Close()
			case 2:
				c.Reset()
			}
		}
		t.ExpectConnections(0)
		t.ExpectGoroutines(most)
	}},
	{Name: "others go on to wait", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		c := t.Connect("c")
		wait("k", a, b)
		a.Close()
		set(c, "k", "v")
		b.Expect("v\n")
	}},
	{Name: "a client that has its answer goes on", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		wait("k", a)
		set(b, "k", "v")
		a.Expect("v\n")
		set(a, "j", "w")
		wait("j", a)
		a.Expect("w\n")
		wait("l", b)
		set(a, "l", "x")
		b.Expect("x\n")
		set(b, "m", "y")
		a.Close()
		b.Close()
		t.ExpectConnections(0)
		t.ExpectGoroutines(most)
	}},
	{Name: "a stop ends every wait", Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		wait("k", a, b)
		a.ExpectNothing(100 * time.Millisecond)
		t.Stop()
		t.ExpectGoroutines(0)
	}},
}

// cause says what became of a client that waits, or of its wait.
func cause(f check.Failure) string {
	got, want := string(f.Received), string(f.Expected)
	switch {
	case got == "one\n" && f.Client == "c":
		return "Client C waits for another key, and has the value of this one."
	case f.Step == `b expect "one\n"` && got == "", f.Step == `a expect "one\n"` && got == "":
		return "One client that waits has the value, and another has not. A value that is sent into one channel is received once: all who wait need one of their own, or a channel that is closed."
	case got == "" && f.Ended != "" && want == "OK\n":
		return "Client " + strings.ToUpper(f.Client) + " has its answer, and is disconnected after it: is the deadline that ended the wait still set?"
	}
	return ""
}
