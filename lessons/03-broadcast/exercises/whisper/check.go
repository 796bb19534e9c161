// Package checks has the checks of the exercise.
package checks

import (
	"fmt"
	"strings"

	"socketschool/check"
)

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "other lines go to everybody", Run: func(t *check.T) {
		a, b := two(t)
		a.Send("hello\n")
		a.Expect("hello\n")
		b.Expect("hello\n")
	}},
	{Name: "only client 2 receives it", Cause: cause, Run: func(t *check.T) {
		a, b := two(t)
		c := t.Connect("c")
		c.Expect("You are client 3\n")
		a.Send("@2 hello\n")
		b.Expect("1 whispers: hello\n")
		c.Send("good evening, all\n")
		c.Expect("good evening, all\n")
		b.Expect("good evening, all\n")
		a.Expect("good evening, all\n")
		c.Send("@1 @2 knows\n")
		a.Expect("3 whispers: @2 knows\n")
	}},
	{Name: "there is no such client", Cause: cause, Run: func(t *check.T) {
		a, b := two(t)
		a.Send("@7 hello\n")
		a.Expect("There is no client 7\n")
		a.Send("well\n")
		a.Expect("well\n")
		b.Expect("well\n")
	}},
	{Name: "an @ without a number and a space", Run: func(t *check.T) {
		a, b := two(t)
		a.Send("@home at last\n")
		a.Expect("@home at last\n")
		b.Expect("@home at last\n")
		b.Send("me@2 home\n")
		a.Expect("me@2 home\n")
		b.Expect("me@2 home\n")
		a.Send("@2\n")
		b.Expect("@2\n")
		a.Expect("@2\n")
	}, Cause: func(f check.Failure) string {
		if string(f.Expected) == "@2\n" {
			return "The line @2 has a number and no space after it: it goes to everybody, as it is. strings.Cut says whether there was a space."
		}
		if len(f.Received) == 0 && f.Ended == "" || strings.HasPrefix(string(f.Received), "There is no") {
			return "A line that is no private message, such as @home, goes to everybody as before. Only a number after the @ makes it private."
		}
		return ""
	}},
	{Name: "after one has left", Run: func(t *check.T) {
		a, b := two(t)
		c := t.Connect("c")
		c.Expect("You are client 3\n")
		b.Close()
		t.ExpectConnections(2)
		a.Send("@3 hello\n")
		c.Expect("1 whispers: hello\n")
		a.Send("@2 hello\n")
		a.Expect("There is no client 2\n")
		d := t.Connect("d")
		d.Expect("You are client 4\n")
	}, Cause: func(f check.Failure) string {
		if f.Step == "c expect \"1 whispers: hello\\n\"" {
			return "Client 2 has left, and client 3 is not found any more: its place in the list has changed, and its number has not. Compare numbers."
		}
		return ""
	}},
	{Name: "a number of two digits", Run: func(t *check.T) {
		all := t.ConnectAll("a", "k")
		for i, c := range all {
			c.Expect(fmt.Sprintf("You are client %d\n", i+1))
		}
		a, k := all[0], all[10]
		a.Send("@11 hello\n")
		k.Expect("1 whispers: hello\n")
		k.Send("@1 hello\n")
		a.Expect("11 whispers: hello\n")
	}, Cause: func(f check.Failure) string {
		if f.Client == "k" {
			return "Client 11 did not get it: a number may have more than one digit. It ends at the space."
		}
		return ""
	}},
}

// two connects two clients.
func two(t *check.T) (a, b *check.Client) {
	a = t.Connect("a")
	a.Expect("You are client 1\n")
	b = t.Connect("b")
	b.Expect("You are client 2\n")
	return a, b
}

func cause(f check.Failure) string {
	got, want := string(f.Received), string(f.Expected)
	switch {
	case got == "@2 hello\n" && strings.Contains(want, "whispers"):
		return "The line was passed on like any other."
	case strings.Contains(got, "whispers: @2 hello"):
		return "The number is not part of the message: client 2 receives what is after the space."
	case strings.Contains(want, "good evening") && strings.Contains(got, "hello"):
		return fmt.Sprintf("The private message came to client %s as well.", strings.ToUpper(f.Client))
	case strings.HasPrefix(want, "There is no client") && got == "":
		return "The sender learns nothing: answer it when there is no client with that number."
	}
	return ""
}
