// Package checks has the checks of the exercise.
package checks

import (
	"bytes"

	"socketschool/check"
)

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "moves the letters", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("Hello, World!\n")
		a.Expect("Uryyb, Jbeyq!\n")
	}},
	{Name: "every letter", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("abcdefghijklmnopqrstuvwxyz\n")
		a.Expect("nopqrstuvwxyzabcdefghijklm\n")
		a.Send("ABCDEFGHIJKLMNOPQRSTUVWXYZ\n")
		a.Expect("NOPQRSTUVWXYZABCDEFGHIJKLM\n")
	}},
	{Name: "other bytes stay as they are", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("@[`{ 0189\r\n")
		a.Expect("@[`{ 0189\r\n")
		a.Send("caf\xc3")
		a.Send("\xa9\n")
		a.Expect("pns\xc3\xa9\n")
		a.Send("\x00\xff\x80")
		a.Expect("\x00\xff\x80")
	}},
	{Name: "answers without a line end", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("no line")
		a.Expect("ab yvar")
		a.Send(" end")
		a.Expect(" raq")
		a.HalfClose()
		a.ExpectEOF()
	}},
}

// cause compares the bytes with what other rules make of the same text.
func cause(f check.Failure) string {
	if len(f.Received) == 0 || len(f.Received) > len(f.Expected) {
		return ""
	}
	sent := bytes.Clone(f.Expected)
	for i, b := range sent {
		sent[i] = rot13(b)
	}
	if bytes.HasPrefix(sent, f.Received) {
		return "" // nothing was changed
	}
	for i, got := range f.Received {
		want := f.Expected[i]
		if got == want {
			continue
		}
		switch sent := rot13(want); {
		case isLetter(want) && got == sent+13:
			return "The letter ran over the end of the alphabet: after z comes a again. Count the place of a letter from 0 to 25, and take the remainder by 26."
		case isLetter(want) && got == sent && want <= 'Z':
			return "The capital letters are unchanged: theirs is an alphabet of its own, from A to Z."
		case !isLetter(want) && got == want+13:
			return "A byte that is no letter was moved as well: look whether it is from a to z or from A to Z first."
		case isLetter(want) && isLetter(got) && got|0x20 == want|0x20:
			return "The letter is right, but it is small instead of capital or the other way round."
		}
		return ""
	}
	return ""
}

func isLetter(b byte) bool { return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' }

// rot13 is its own inverse.
func rot13(b byte) byte {
	switch {
	case 'a' <= b && b <= 'z':
		return (b-'a'+13)%26 + 'a'
	case 'A' <= b && b <= 'Z':
		return (b-'A'+13)%26 + 'A'
	}
	return b
}
