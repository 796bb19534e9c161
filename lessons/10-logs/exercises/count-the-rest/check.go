// Package checks has the checks of the exercise.
package checks

import (
	"strings"

	"socketschool/check"
)

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "the first lines are logged", Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("one\ntwo\nthree\nfour\nfive\n")
		a.Expect("one\ntwo\nthree\nfour\nfive\n")
		t.ExpectLogs(5, "number=")
	}},
	{Name: "then each hundredth", Cause: hundredth, Run: func(t *check.T) {
		a := t.Connect("a")
		flood(a, 250)
		t.ExpectLogs(7, "number=")
		t.ExpectLogs(1, "number=200")
	}},
	{Name: "a record says how many were left out before it", Cause: leftOut, Run: func(t *check.T) {
		a := t.Connect("a")
		flood(a, 250)
		t.ExpectLogs(1, "left_out=94")
		t.ExpectLogs(1, "left_out=99")
		t.ExpectLogs(0, "left_out=0")
	}},
	{Name: "a long line is always logged", Cause: long, Run: func(t *check.T) {
		a := t.Connect("a")
		flood(a, 50)
		line := strings.Repeat("x", 65) + "\n"
		a.Send(line)
		a.Expect(line)
		t.ExpectLogs(1, "number=51")
		t.ExpectLogs(1, "left_out=45")
		flood(a, 49)
		t.ExpectLogs(1, "left_out=48")
	}},
	{Name: "the last record counts the rest", Cause: rest, Run: func(t *check.T) {
		a := t.Connect("a")
		flood(a, 250)
		a.HalfClose()
		a.ExpectEOF()
		t.ExpectLogs(1, "requests=250")
		t.ExpectLogs(1, "left_out=50")
	}},
	{Name: "also after a reset", Cause: reset, Run: func(t *check.T) {
		a := t.Connect("a")
		flood(a, 20)
		a.Reset()
		t.ExpectLogs(1, "requests=20")
		t.ExpectLogs(1, "left_out=15")
	}},
	{Name: "each client has its own numbers", Cause: own, Run: func(t *check.T) {
		a, b := t.Connect("a"), t.Connect("b")
		flood(a, 150)
		flood(b, 250)
		t.ExpectLogs(1, "number=200")
		t.ExpectLogs(13, "number=")
	}},
}

// flood sends n short lines, and expects the last one back.
func flood(c *check.Client, n int) {
	c.Send(strings.Repeat("x\n", n-1))
	c.Send("end\n")
	c.ExpectContaining("end\n")
}

func hundredth(f check.Failure) string {
	switch {
	case strings.Contains(f.Why, " 250 "):
		return "Every line has its record. The log should have fewer: the first five, and each hundredth."
	case strings.Contains(f.Why, " 8 "):
		return "There is one record too many. Which lines have one, besides 1 to 5, 100 and 200?"
	case strings.Contains(f.Step, "number=200"):
		return "There are as many records as there should be, but none is that of line 200."
	}
	return ""
}

func leftOut(f check.Failure) string {
	switch {
	case strings.Contains(f.Step, "94"):
		return "Before line 100 there are 94 lines without a record, 6 to 99. Its left_out should say so."
	case strings.Contains(f.Step, "99"):
		return "Before line 200 there are 99 lines without a record, 101 to 199. Is the count set back once a record has told it?"
	}
	return ""
}

func long(f check.Failure) string {
	switch {
	case strings.Contains(f.Step, "number=51"):
		return "Line 51 has 65 bytes, and no record: what is unusual should be in the log in any flood."
	case strings.Contains(f.Step, "left_out=48"):
		return "Line 51 had a record, for it was long. From there to line 100 it is 48 lines that were left out."
	}
	return ""
}

func rest(f check.Failure) string {
	if strings.Contains(f.Step, "left_out=50") {
		return "After the record of line 200 there were 50 lines, and no record has counted them."
	}
	return ""
}

func reset(f check.Failure) string {
	return "A client was reset, and no record says what it sent. By which way out of the loop did it leave?"
}

func own(f check.Failure) string {
	return "A sent 150 lines, and B 250. The lines of the two are counted together: each should have its own numbers."
}
