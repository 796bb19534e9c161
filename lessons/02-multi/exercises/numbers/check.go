// Package checks has the checks of the exercise.
package checks

import (
	"fmt"
	"strconv"
	"strings"

	"socketschool/check"
)

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "numbers the lines", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("hello\n")
		a.Expect("1: hello\n")
		a.Send("again\r\n")
		a.Expect("2: again\n")
		a.Send("  further in \n")
		a.Expect("3:   further in \n")
	}},
	{Name: "each client from 1", Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		a.Send("from a\n")
		a.Expect("1: from a\n")
		b.Send("from b\n")
		b.Expect("1: from b\n")
		a.Send("a again\n")
		a.Expect("2: a again\n")
	}, Cause: func(f check.Failure) string {
		if got := number(f.Received); got > number(f.Expected) {
			return fmt.Sprintf("Client %s’s line has the number %d: the lines of other clients are counted as well. Each client needs a count of its own.", strings.ToUpper(f.Client), got)
		}
		return ""
	}},
	{Name: "lines, and not reads", Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("one\ntwo\nth")
		a.Expect("1: one\n2: two\n")
		a.Send("ree\n")
		a.Expect("3: three\n")
	}, Cause: func(f check.Failure) string {
		if strings.Contains(string(f.Received), "1: one\ntwo") {
			return "What one Read brought was taken for one line. It may be half a line or several: look for the line feeds, as bufio.Reader and bufio.Scanner do."
		}
		return ""
	}},
	{Name: "ten and more", Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("x\nx\nx\nx\nx\nx\nx\nx\nx\n")
		a.Expect("1: x\n2: x\n3: x\n4: x\n5: x\n6: x\n7: x\n8: x\n9: x\n")
		a.Send("y\n\nz\n")
		a.Expect("10: y\n11: \n12: z\n")
	}},
	{Name: "the last line has no line feed", Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("one\ntwo")
		a.HalfClose()
		a.Expect("1: one\n2: two\n")
		a.ExpectEOF()
	}},
}

// cause compares the number that came with the one that was expected.
func cause(f check.Failure) string {
	got, want := number(f.Received), number(f.Expected)
	switch {
	case len(f.Received) == 0:
		return ""
	case strings.HasPrefix(string(f.Received), "Echo: "):
		return "The line has no number: it was answered with Echo."
	case got == 3 && want == 3:
		return "Spaces of the line itself are gone. Only its end is trimmed, which is \\n or \\r\\n."
	case got == 0 && want == 1:
		return "The count begins with 0: the first line has the number 1. Count the line before you answer it."
	case got == 1 && want == 2:
		return "The second line has the number 1 again: the count does not go on from line to line. Where is it declared, and where is it counted up?"
	}
	return ""
}

// number returns the number that an answer begins with, or -1.
func number(answer []byte) int {
	before, _, _ := strings.Cut(string(answer), ":")
	n, err := strconv.Atoi(before)
	if err != nil {
		return -1
	}
	return n
}
