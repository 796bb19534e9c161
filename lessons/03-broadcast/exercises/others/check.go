// Package checks has the checks of the exercise.
package checks

import (
	"fmt"
	"strings"
	"time"

	"socketschool/check"
)

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "the others receive it, the sender does not", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		c := t.Connect("c")
		a.Send("hello\n")
		b.Expect("hello\n")
		c.Expect("hello\n")
		a.ExpectNothing(200 * time.Millisecond)
	}},
	{Name: "each of them can send", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		c := t.Connect("c")
		b.Send("from b\n")
		a.Expect("from b\n")
		c.Expect("from b\n")
		c.Send("from c\n")
		b.Expect("from c\n")
		a.Expect("from c\n")
	}},
	{Name: "who has sent still receives", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		a.Send("one\ntwo\n")
		b.Expect("one\ntwo\n")
		b.Send("three\n")
		a.Expect("three\n")
		a.Send("four\n")
		b.Expect("four\n")
	}},
	{Name: "alone, and after one has left", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("is anybody there?\n")
		a.ExpectNothing(200 * time.Millisecond)
		b := t.Connect("b")
		c := t.Connect("c")
		b.Close()
		t.ExpectConnections(2)
		a.Send("hello\n")
		c.Expect("hello\n")
	}},
}

func cause(f check.Failure) string {
	switch {
	case f.Client == "a" && f.Expected == nil && len(f.Received) > 0:
		return "Client A has received its own line. Leave the sender out."
	case len(f.Received) > 0 || f.Ended != "":
		return ""
	case f.Step == `a expect "from b\n"`:
		return "Client A receives nothing of client B’s line. Leave out the sender, whatever place in the list it has."
	case f.Step == `b expect "from c\n"`, f.Step == `a expect "three\n"`:
		return fmt.Sprintf("Client %s has sent something, and receives nothing any more. Leave it out of its own message only, and not out of the room.", strings.ToUpper(f.Client))
	}
	return ""
}
