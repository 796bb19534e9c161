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
	{Name: "who reads gets every message", Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		var all strings.Builder
		for i := range 5000 {
			fmt.Fprintf(&all, "message %d\n", i)
		}
		a.Send(all.String())
		b.ExpectWithin(all.String(), 10*time.Second)
		a.Expect(all.String())
	}, Cause: func(f check.Failure) string {
		if len(f.Received) > 0 && f.Ended == "" {
			return "Messages are missing, or came in another order. A client that reads gets all of them: when its queue is full for an instant, wait, up to two seconds."
		}
		return ""
	}},
	{Name: "one that does not read is dropped", Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		c := t.Connect("c")
		b.Pause()
		a.Send(strings.Repeat(strings.Repeat("x", 1999)+"\n", 1000))
		c.ExpectContainingWithin("Client 2 was too slow\n", 6*time.Second)
		a.Send("and on\n")
		c.ExpectContaining("and on\n")
		a.ExpectContaining("and on\n")
		t.ExpectConnections(2)
		b.Resume()
		b.ExpectClosed()
	}, Cause: func(f check.Failure) string {
		if strings.HasPrefix(f.Step, "the server has") {
			return "Client B was too slow, and its connection is still open. Close it."
		}
		if f.Client != "b" && f.Ended != "" {
			return fmt.Sprintf("The server has closed the connection of client %s, which reads. A deadline is a time of day: it has to be set again before each Write.", strings.ToUpper(f.Client))
		}
		return ""
	}},
	{Name: "by its number", Run: func(t *check.T) {
		t.Connect("a").Close()
		t.ExpectConnections(0)
		b := t.Connect("b")
		c := t.Connect("c")
		d := t.Connect("d")
		c.Pause()
		b.Send(strings.Repeat(strings.Repeat("x", 1999)+"\n", 1000))
		d.ExpectContainingWithin("Client ", 6*time.Second)
		d.Expect("3 was too slow\n")
	}, Cause: func(f check.Failure) string {
		if strings.HasPrefix(string(f.Received), "2 was too slow") {
			return "It was the third client that ever came which was too slow, and it was called client 2: the first one has left. A place in the list is no number."
		}
		return ""
	}},
	{Name: "one that leaves is not slow", Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		c := t.Connect("c")
		b.Reset()
		t.ExpectConnections(2)
		a.Send("hello\n")
		c.Expect("hello\n")
		a.Expect("hello\n")
		c.Send("bye\n")
		a.Expect("bye\n")
	}},
}
