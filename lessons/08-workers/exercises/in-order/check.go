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
	{Name: "an answer to each line", Cause: singleCause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("job 50 tea\n")
		a.Expect("done tea\n")
		a.Send("ping\n")
		a.Expect("pong\n")
	}},
	{Name: "in the order of the lines", Cause: orderCause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("job 300 slow\njob 10 fast\n")
		a.Expect("done slow\ndone fast\n")
	}},
	{Name: "ping has its place", Cause: orderCause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("ping\njob 300 slow\n")
		a.Send("ping\n")
		a.Expect("pong\ndone slow\npong\n")
	}},
	{Name: "side by side", Cause: togetherCause, Run: func(t *check.T) {
		var jobs, answers strings.Builder
		for i := range 20 {
			fmt.Fprintf(&jobs, "job 1000 %d\n", i+1)
			fmt.Fprintf(&answers, "done %d\n", i+1)
		}
		a := t.Connect("a")
		a.Send(jobs.String())
		a.ExpectWithin(answers.String(), 5*time.Second)
	}},
	{Name: "clients do not wait for each other", Cause: sharedCause, Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		a.Send("job 60000 slow\n")
		b.Send("job 10 fast\n")
		b.Expect("done fast\n")
		b.Send("ping\n")
		b.Expect("pong\n")
	}},
	{Name: "all answers after a half-close", Cause: endCause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("job 400 slow\njob 200 fast\nping\n")
		a.HalfClose()
		a.Expect("done slow\ndone fast\npong\n")
		a.ExpectEOF()
	}},
}

func singleCause(f check.Failure) string {
	if len(f.Received) == 0 && f.Ended == "" {
		return "The answer was kept back. One that is there, with none before it to be sent, is sent at once."
	}
	return ""
}

func orderCause(f check.Failure) string {
	got, want := string(f.Received), string(f.Expected)
	switch {
	case strings.HasPrefix(got, "done fast"):
		return "The answer to a later line came first. An answer that is there waits until those before it are sent."
	case strings.HasPrefix(got, "pong\npong"), strings.HasPrefix(got, "pong") && !strings.HasPrefix(want, "pong"):
		return "A ping was answered before the lines that came before it. Its answer has a place in the order, too."
	}
	return ""
}

func togetherCause(f check.Failure) string {
	if n := strings.Count(string(f.Received), "\n"); n < 20 && f.Ended == "" {
		return fmt.Sprintf("Twenty jobs of a second were asked for at once, and after five seconds %d are answered. The jobs were done one after the other, or a few at a time. The order of the answers need not be that of the work.", n)
	}
	return ""
}

func sharedCause(f check.Failure) string {
	if len(f.Received) == 0 && f.Ended == "" {
		return "The answer of one client waits for the answer of another one. The order is that of a client's own lines: each client needs a queue of its own."
	}
	return ""
}

func endCause(f check.Failure) string {
	if f.Ended != "" && len(f.Received) < len(f.Expected) {
		return "The client had sent its last line, and the server closed: nothing waits for the answers that are still to come. When may handle return?"
	}
	return ""
}
