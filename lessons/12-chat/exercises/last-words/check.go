// Package checks has the checks of the exercise.
package checks

import (
	"fmt"
	"strings"
	"time"

	"socketschool/check"
)

const question = "What is your name?\n"

// enter connects a client and gives it a name.
func enter(t *check.T, client, name string) *check.Client {
	c := t.Connect(client)
	c.Expect(question)
	c.Send(name + "\n")
	c.Expect("Welcome, " + name + "\n* " + name + " is here\n")
	return c
}

// join takes a client into a room.
func join(c *check.Client, name, room string) {
	c.Send("/join " + room + "\n")
	c.Expect("You are in " + room + "\n* " + name + " is here\n")
}

const goodbye = "The server stops. Goodbye.\n"

// talk is more than what fits into a client's queue and the buffers on the way to it.
var talk = strings.Repeat(strings.Repeat("x", 999)+"\n", 1200)

// Checks are in the order of the stages.
var Checks = []check.Check{
	{Name: "stage 1: names", Cause: cause, Run: func(t *check.T) {
		a := enter(t, "a", "ann")
		b := t.Connect("b")
		b.Expect(question)
		b.Send("ann lee\n")
		b.Expect("A name is 1 to 16 letters or digits. " + question)
		b.Send("ann\n")
		b.Expect("ann is taken. " + question)
		a.Send("hello\n")
		a.Expect("ann: hello\n")
	}},
	{Name: "stages 2 to 4: presence, rooms, private messages", Cause: cause, Run: func(t *check.T) {
		a := enter(t, "a", "ann")
		b := enter(t, "b", "bob")
		c := enter(t, "c", "cid")
		a.Expect("* bob is here\n* cid is here\n")
		b.Expect("* cid is here\n")
		join(b, "bob", "cats")
		a.Expect("* bob has left\n")
		a.Send("/who\n/msg bob psst\nhello\n/dance\n")
		a.Expect("Here: ann, cid\nyou to bob: psst\nann: hello\n")
		a.ExpectContaining("Commands:")
		b.Expect("ann to you: psst\n")
		c.Expect("* bob has left\nann: hello\n")
		b.Send("meow\n/quit\n")
		b.Expect("bob: meow\nBye\n")
		b.ExpectEOF()
		c.Reset()
		a.ExpectContaining("* cid has left\n")
		a.Send("/msg bob psst\n")
		a.Expect("There is no bob\n")
	}},
	{Name: "stage 5: for who comes late", Cause: cause, Run: func(t *check.T) {
		a := enter(t, "a", "ann")
		a.Send("one\ntwo\n")
		a.Expect("ann: one\nann: two\n")
		b := t.Connect("b")
		b.Expect(question)
		b.Send("bob\n")
		b.Expect("Welcome, bob\nann: one\nann: two\n* bob is here\n")
		join(b, "bob", "cats")
	}},
	{Name: "all hear of the end", Cause: cause, Run: func(t *check.T) {
		a := enter(t, "a", "ann")
		b := enter(t, "b", "bob")
		c := t.Connect("c")
		c.Expect(question)
		a.Expect("* bob is here\n")
		b.Pause()
		t.BeginStop()
		a.Expect(goodbye)
		a.ExpectEOF()
		c.Expect(goodbye)
		c.ExpectEOF()
		t.Stop()
		b.Resume()
		b.Expect(goodbye)
		b.ExpectClosed()
		t.ExpectGoroutines(0)
	}},
	{Name: "who reads gets every line", Cause: cause, Run: func(t *check.T) {
		a := enter(t, "a", "ann")
		b := enter(t, "b", "bob")
		a.Expect("* bob is here\n")
		var lines, all strings.Builder
		for i := range 500 {
			fmt.Fprintf(&lines, "line %d\n", i)
			fmt.Fprintf(&all, "ann: line %d\n", i)
		}
		a.Send(lines.String())
		b.ExpectWithin(all.String(), 10*time.Second)
		a.Expect(all.String())
	}},
	{Name: "who does not read is dropped, with a word", Cause: cause, Run: func(t *check.T) {
		a := enter(t, "a", "ann")
		b := enter(t, "b", "bob")
		c := enter(t, "c", "cid")
		b.Expect("* cid is here\n")
		b.Pause()
		a.Send(talk)
		c.ExpectContainingWithin("* bob has left", 4*time.Second)
		c.ExpectContaining(": too slow\n")
		a.Send("and on\n")
		c.ExpectContaining("ann: and on\n")
		a.Send("/who\n")
		a.ExpectContaining("Here: ann, cid\n")
		b.Resume()
		b.ExpectClosed()
	}},
}

func cause(f check.Failure) string {
	want, got := string(f.Expected), string(f.Received)
	switch {
	case want == goodbye && f.Client == "c" && (got != "" || f.Ended != ""):
		return "Client C, which has no name yet, was not told that the server stops."
	case want == goodbye && (got != "" || f.Ended != ""):
		return "No goodbye came, or not as the first thing. Put it into all queues with the lock held once, before any client is disconnected."
	case strings.HasPrefix(want, "ann: line 0\n") && f.Ended != "":
		return "A client that reads was dropped: its queue was full for an instant, and it has not had its second."
	case strings.HasPrefix(want, "ann: line 0\n"):
		return "Lines are missing, or came in another order. A client that reads gets all of them: wait up to a second for room in its queue."
	case want == ": too slow\n":
		return "Bob was dropped, and the others do not know why."
	}
	return ""
}
