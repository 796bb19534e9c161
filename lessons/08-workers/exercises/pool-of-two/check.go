// Package checks has the checks of the exercise.
package checks

import (
	"strings"
	"time"

	"socketschool/check"
)

// long is the time of a job that outlasts a check.
const long = "job 60000 "

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "does a job, and answers ping meanwhile", Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("job 400 tea\n")
		a.Send("ping\n")
		a.Expect("pong\n")
		a.Expect("done tea\n")
	}},
	{Name: "two are worked on, two wait, the fifth is refused", Cause: limitCause, Run: func(t *check.T) {
		a := t.Connect("a")
		fill(a)
		a.Send(long + "five\nping\n")
		a.Expect("busy five\npong\n")
	}},
	{Name: "the same if all five come at once", Cause: limitCause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send(long + "one\n" + long + "two\n" + long + "three\n" + long + "four\n" + long + "five\nping\n")
		a.Expect("busy five\npong\n")
	}},
	{Name: "all clients have one pool", Cause: sharedCause, Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		fill(a)
		b.Send(long + "five\nping\n")
		b.Expect("busy five\npong\n")
	}},
	{Name: "a worker that is done is free", Cause: freeCause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("job 100 one\n")
		a.Expect("done one\n")
		a.Send("job 100 two\n")
		a.Expect("done two\n")
		a.Send("job 100 three\n")
		a.Expect("done three\n")
	}},
	{Name: "the one that has waited longest begins", Cause: orderCause, Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		a.Send(long + "one\n")
		b.Send("job 1500 two\n")
		b.Send("job 50 three\n")
		b.Send("job 50 four\n")
		b.ExpectWithin("done two\n", 5*time.Second)
		b.Expect("done three\ndone four\n")
	}},
	{Name: "a client that leaves frees its workers", Cause: leaveCause, Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		a.Send(long + "one\n")
		a.Send(long + "two\n")
		b.Send("job 10 three\n")
		a.Close()
		b.Expect("done three\n")
	}},
	{Name: "and its places in the queue", Cause: leaveCause, Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		c := t.Connect("c")
		fillHalf(a, "one", "two")
		fillHalf(b, "three", "four")
		c.Send(long + "five\n")
		c.Expect("busy five\n")
		b.Reset()
		c.Send("job 10 six\nping\n")
		c.Expect("pong\n")
		a.Close()
		c.Expect("done six\n")
	}},
}

// fill has a client ask for as many jobs as the pool takes.
func fill(c *check.Client) {
	fillHalf(c, "one", "two")
	fillHalf(c, "three", "four")
}

func fillHalf(c *check.Client, names ...string) {
	for _, name := range names {
		c.Send(long + name + "\n")
	}
}

// limitCause says which job was taken or refused that should not have been.
func limitCause(f check.Failure) string {
	got := string(f.Received)
	switch {
	case strings.HasPrefix(got, "busy three"):
		return "The third job was refused. Two are worked on, but two more may wait."
	case strings.HasPrefix(got, "busy four"):
		return "The fourth job was refused. Two may wait, beside the two that are worked on."
	case strings.HasPrefix(got, "pong"):
		return "All five jobs were taken. Two are worked on and two wait: the fifth is refused."
	case got == "" && f.Ended == "":
		return "The fifth job has no answer, and neither has the ping behind it. The goroutine that reads the lines waits: taking a job must never wait for room."
	}
	return ""
}

func sharedCause(f check.Failure) string {
	if strings.HasPrefix(string(f.Received), "pong") {
		return "Another client had its four jobs in the pool, and this one's was taken all the same. Is there one pool for all clients?"
	}
	return ""
}

func freeCause(f check.Failure) string {
	if string(f.Expected) == "done three\n" && len(f.Received) == 0 {
		return "Two jobs were done, and no more. A worker that is done, and finds no job that waits, is free again: where is that counted?"
	}
	return ""
}

func orderCause(f check.Failure) string {
	if strings.HasPrefix(string(f.Received), "done four") {
		return "The newest job began first. The first one of the queue is the one that has waited longest."
	}
	return ""
}

func leaveCause(f check.Failure) string {
	got := string(f.Received)
	switch {
	case strings.HasPrefix(got, "busy six"):
		return "The queue is full, though client B has left, whose jobs waited there. A job whose client has left still has its place in the queue."
	case len(got) == 0 && f.Ended == "":
		return "The jobs of a client that has left are still worked on, so the one that waits does not begin. Which context does work get?"
	}
	return ""
}
