// Package checks has the checks of the exercise.
package checks

import (
	"strings"
	"time"

	"socketschool/check"
)

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "sends a message back", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("5:hello,")
		a.Expect("5:hello,")
		a.Send("3:bye,")
		a.Expect("3:bye,")
	}},
	{Name: "in pieces, and not before the comma", Cause: tooSoon, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("1")
		a.ExpectNothing(100 * time.Millisecond)
		a.Send("2:hello")
		a.ExpectNothing(100 * time.Millisecond)
		a.Send(" again!")
		a.ExpectNothing(100 * time.Millisecond)
		a.Send(",")
		a.Expect("12:hello again!,")
	}},
	{Name: "any bytes", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("7:a,")
		a.ExpectNothing(100 * time.Millisecond)
		a.Send("b\n\x00\xff:,")
		a.Expect("7:a,b\n\x00\xff:,")
		a.Send("8:5:hello,,")
		a.Expect("8:5:hello,,")
	}},
	{Name: "several at once", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("1:a,2:bc,0:,3:def,")
		a.Expect("1:a,2:bc,0:,3:def,")
	}},
	{Name: "the longest", Cause: cause, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("1000:" + strings.Repeat("x", 1000) + ",")
		a.Expect("1000:" + strings.Repeat("x", 1000) + ",")
	}},
	{Name: "what is no length", Cause: noLength, Run: func(t *check.T) {
		for i, wrong := range []string{"five:hello,", ":,", "05:hello,", "+5:hello,", "-1:,"} {
			c := t.Connect(string(rune('a' + i)))
			c.Send(wrong)
			c.ExpectNoMore()
		}
	}},
	{Name: "too long is not waited for", Cause: tooLong, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("1001:")
		a.ExpectNoMore()
		b := t.Connect("b")
		b.Send("11111")
		b.ExpectNoMore()
	}},
	{Name: "a length that lies", Cause: lies, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("3:hello,")
		a.ExpectNoMore()
		b := t.Connect("b")
		b.Send("7:hello,")
		b.ExpectNothing(100 * time.Millisecond)
		b.Send("2:hi,")
		b.ExpectNoMore()
	}},
	{Name: "an end in the middle", Cause: half, Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("2:hi,")
		a.Expect("2:hi,")
		a.Send("5:hel")
		a.HalfClose()
		a.ExpectNoMore()
	}},
	{Name: "others are served", Run: func(t *check.T) {
		a := t.Connect("a")
		b := t.Connect("b")
		a.Send("5:he")
		b.Send("3:x")
		b.Send("yz,")
		b.Expect("3:xyz,")
		a.Send("llo,")
		a.Expect("5:hello,")
	}},
}

// cause says which part of a netstring was taken for another.
func cause(f check.Failure) string {
	got, want := string(f.Received), string(f.Expected)
	switch {
	case got == "7:a,", got == "8:5:hello,":
		return "The server took a comma for the end, and the message was cut at the comma in it. Only the length says where a message ends."
	case want == "1:a,2:bc,0:,3:def," && got == "1:a," && f.Ended == "":
		return "The first message came back. The rest of what had come is lost, or was never looked at: what one Read brings may hold several messages. A new bufio.Reader for each message takes bytes away with it."
	}
	return ""
}

// tooSoon is the cause in a netstring that comes in pieces.
func tooSoon(f check.Failure) string {
	switch got := string(f.Received); {
	case strings.HasPrefix(got, "12:hello again!"):
		return "The message was answered before its comma was there. If another byte comes in its place, the length was wrong, and so was the answer."
	case got == "" && f.Ended != "":
		return "The server gave up at the beginning of a netstring: one Read may bring a part of it, even a part of the length. Read on until you have what you need."
	}
	return ""
}

// noLength is the cause in a length that is none.
func noLength(f check.Failure) string {
	if f.Ended == "" && f.Client > "b" {
		return "A length with a sign, or with a zero in front, was not refused. strconv.Atoi takes +5 and 05 as well: look at the digits before you make a number of them."
	}
	return ""
}

// tooLong is the cause in a length that is too large.
func tooLong(f check.Failure) string {
	switch {
	case f.Ended != "" || len(f.Received) > 0:
		return ""
	case f.Client == "a":
		return "The client announced 1,001 bytes, and the server waits for them. It believes the length: compare it with the limit before you take memory for the message."
	default:
		return "The client sent five digits. It waits for a colon that may never come: a client could send digits until the memory is full. Four are enough."
	}
}

// lies is the cause in a length that is not the message's.
func lies(f check.Failure) string {
	if got := string(f.Received); got == "3:hel," || got == "7:hello,2," {
		return "There was another byte where the comma should be, and the message was answered all the same. So the length is wrong: answer only after you have looked."
	}
	return ""
}

// half is the cause in a message of which a part has come.
func half(f check.Failure) string {
	if len(f.Received) > 0 {
		return "The client ended in the middle of a message, and the part that had come was answered as if it were whole. io.ReadFull returns an error then: ask for it first."
	}
	return ""
}
