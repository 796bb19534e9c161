// Package checks has the checks of the exercise.
package checks

import (
	"strings"

	"socketschool/check"
)

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "at DEBUG, a line is in the log", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		say(a, "LEVEL debug", "level is DEBUG")
		say(a, "from a", "from a")
		t.ExpectLogs(1, "data=from a")
	}},
	{Name: "at INFO, it is not", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		say(a, "at first", "at first")
		t.ExpectLogs(0, "at first")
		say(a, "LEVEL debug", "level is DEBUG")
		say(a, "LEVEL info", "level is INFO")
		say(a, "at last", "at last")
		t.ExpectLogs(0, "at last")
	}},
	{Name: "each line makes a record, at either level", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		say(a, "four", "four")
		t.ExpectLogs(1, "bytes=4")
		say(a, "LEVEL debug", "level is DEBUG")
		say(a, "fives", "fives")
		t.ExpectLogs(1, "bytes=5")
	}},
	{Name: "another client keeps its level", Cause: others, Run: func(t *check.T) {
		a, b := t.Connect("a"), t.Connect("b")
		say(a, "LEVEL debug", "level is DEBUG")
		say(b, "from b", "from b")
		t.ExpectLogs(0, "from b")
		say(b, "LEVEL info", "level is INFO")
		say(a, "from a", "from a")
		t.ExpectLogs(1, "data=from a")
	}},
	{Name: "a client that comes later begins at INFO", Cause: later, Run: func(t *check.T) {
		a := t.Connect("a")
		say(a, "LEVEL debug", "level is DEBUG")
		b := t.Connect("b")
		say(b, "from b", "from b")
		t.ExpectLogs(0, "from b")
		say(a, "from a", "from a")
		t.ExpectLogs(1, "data=from a")
	}},
}

// say sends a line and expects its answer.
func say(c *check.Client, line, answer string) {
	c.Send(line + "\n")
	c.Expect(answer + "\n")
}

func cause(f check.Failure) string {
	switch {
	case strings.Contains(f.Step, "data=from a"):
		return "The client is at DEBUG, and its line is not in the log. Which logger writes the record, and does it read the level that LEVEL changes?"
	case strings.Contains(f.Step, "at first"):
		return "A client that has not asked for DEBUG has its line in the log. What does log.With return: a logger that still asks your handler?"
	case strings.Contains(f.Step, "at last"):
		return "After LEVEL info the client's line is still in the log: its level has not gone back."
	case strings.Contains(f.Step, "bytes=5"):
		return "At DEBUG the log should have one record with the line's length, too: DEBUG adds records, and takes none away."
	}
	return ""
}

func others(f check.Failure) string {
	switch {
	case strings.Contains(f.Step, "from b"):
		return "Client A asked for DEBUG, and the log shows what client B says. B has its level from somewhere that A can change."
	case strings.Contains(f.Step, "from a"):
		return "Client B asked for INFO, and A's line is no longer in the log. B has changed A's level."
	}
	return ""
}

func later(f check.Failure) string {
	switch {
	case strings.Contains(f.Step, "from b"):
		return "Client B has just come, and has its line in the log: it did not begin at INFO."
	case strings.Contains(f.Step, "from a"):
		return "Client A asked for DEBUG. Then B came, and A's line is no longer in the log: a new client takes A's level away."
	}
	return ""
}
