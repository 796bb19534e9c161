// Package checks has the checks of the exercise.
package checks

import (
	"time"

	"socketschool/check"
)

// patience is how long a client may be silent, as the task says.
const patience = time.Second

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "who never speaks is told", Run: func(t *check.T) {
		a := t.Connect("a")
		a.ExpectNothing(patience * 3 / 4)
		a.ExpectWithin("Connection timeout\n", 3*patience)
		a.ExpectEOF()
	}, Cause: silence},
	{Name: "who speaks now and then stays", Run: func(t *check.T) {
		a := t.Connect("a")
		for _, line := range []string{"one\n", "two\n", "three\n", "four\n", "five\n"} {
			a.Send(line)
			a.Expect(line)
			t.Wait(patience * 3 / 10)
		}
	}, Cause: func(f check.Failure) string {
		if f.Ended != "" || string(f.Received) == "Connection timeout\n" {
			return "A client that spoke all the time was cut off, a second after it had connected: the deadline is not moved when something comes."
		}
		return ""
	}},
	{Name: "who falls silent is told", Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("hello\n")
		a.Expect("hello\n")
		t.Wait(patience / 2)
		a.Send("still here\n")
		a.Expect("still here\n")
		a.ExpectWithin("Connection timeout\n", 3*patience)
		a.ExpectEOF()
	}, Cause: silence},
}

// silence says what is wrong with the end of a client that is silent.
func silence(f check.Failure) string {
	told := f.Step == `a expect "Connection timeout\n" within 3s`
	switch {
	case f.Step == "a expect nothing 750ms" && f.Why != "":
		return "The server lost its patience before three quarters of a second had passed. The task says a second."
	case told && f.Ended != "" && len(f.Received) == 0:
		return "The client was closed without a word: it cannot know why."
	case told && f.Ended == "" && len(f.Received) == 0:
		return "A client is silent for longer than a second, and the server waits for it. Is there a limit for this Read?"
	case f.Step == "a expect eof" && f.Ended == "" && len(f.Received) == 0:
		return "The client was told that its time is over, and its connection is still open: nobody ends the stream after the line."
	}
	return ""
}
