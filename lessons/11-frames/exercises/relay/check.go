// Package checks has the checks of the exercise.
package checks

import (
	"encoding/binary"
	"strings"
	"time"

	"socketschool/check"
)

// frame returns the frame that holds message.
func frame(message string) string {
	return "\x01" + string(binary.BigEndian.AppendUint32(nil, uint32(len(message)))) + message
}

var connected = frame("connected")

// pair connects two clients that name the same.
func pair(t *check.T, first, second, name string) (a, b *check.Client) {
	a, b = t.Connect(first), t.Connect(second)
	a.Send(frame(name))
	b.Send(frame(name))
	b.Expect(connected)
	a.Expect(connected)
	return a, b
}

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "two clients meet and talk", Run: func(t *check.T) {
		a, b := pair(t, "a", "b", "tea")
		b.Send("hello")
		a.Expect("hello")
		a.Send("\x00\xff\r\n")
		b.Expect("\x00\xff\r\n")
		a.Send(frame("tea"))
		b.Expect(frame("tea"))
	}, Cause: func(f check.Failure) string {
		switch {
		case f.Client == "a" && string(f.Expected) == connected && len(f.Received) == 0:
			return "The first client of the two has no answer. Both learn that they are connected."
		case f.Ended == "" && string(f.Expected) == "hello":
			return "Client B said hello, and client A does not receive it. Perhaps the server copies in the other direction, and waits for its end: each direction needs a goroutine of its own."
		case f.Ended != "" && (string(f.Expected) == "hello" || f.Step == `b send "hello"`):
			return "The client said hello, and the connection has ended. There are no frames any more after connected: pass on whatever comes."
		}
		return ""
	}},
	{Name: "a slow client holds up nobody", Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send("\x01\x00\x00\x00\x03t")
		pair(t, "b", "c", "coffee")
	}},
	{Name: "a frame in pieces", Run: func(t *check.T) {
		a, b := t.Connect("a"), t.Connect("b")
		a.Send("\x01\x00\x00")
		a.Send("\x00\x06cof")
		b.Send(frame("coffee"))
		b.ExpectNothing(100 * time.Millisecond)
		a.Send("fee")
		a.Expect(connected)
		b.Expect(connected)
	}, Cause: func(f check.Failure) string {
		if f.Client == "a" && f.Ended != "" || f.Client == "b" && string(f.Received) == connected {
			return "One Read brought a part of the frame, and it was taken for all of it. io.ReadFull reads on until it is complete."
		}
		return ""
	}},
	{Name: "bytes behind the frame", Run: func(t *check.T) {
		a := t.Connect("a")
		a.Send(frame("tea") + "is anybody there?")
		b := t.Connect("b")
		b.Send(frame("tea") + "I am")
		b.Expect(connected)
		b.Expect("is anybody there?")
		a.Expect(connected + "I am")
	}, Cause: func(f check.Failure) string {
		if f.Ended == "" && (f.Client == "b" && len(f.Received) == 0 || f.Client == "a" && string(f.Received) == connected) {
			return "The bytes behind the frame are lost. They had come with it, so whatever read the frame may have taken them too: a bufio.Reader reads all that is there."
		}
		return ""
	}},
	{Name: "much in both directions", Run: func(t *check.T) {
		a, b := pair(t, "a", "b", "tea")
		x, y := strings.Repeat("from a to b\n", 900), strings.Repeat("and back\n", 800)
		a.Send(x)
		b.Send(y)
		b.Expect(x)
		a.Expect(y)
	}},
	{Name: "half-close in both directions", Run: func(t *check.T) {
		a, b := pair(t, "a", "b", "tea")
		a.Send("milk?")
		a.HalfClose()
		b.Expect("milk?")
		b.ExpectEOF()
		b.Send("no, thanks")
		a.Expect("no, thanks")
		b.HalfClose()
		a.ExpectEOF()
		t.ExpectConnections(0)
	}, Cause: func(f check.Failure) string {
		switch {
		case f.Step == "b expect eof" && f.Ended == "":
			return "Client A has sent its last byte, and client B does not learn of it: pass the end on, with CloseWrite of the connection to B, after all was copied."
		case f.Step == `b send "no, thanks"` || f.Step == `a expect "no, thanks"`:
			return "Client A has only half-closed: it still reads. One direction has ended, and the server has ended both."
		}
		return ""
	}},
	{Name: "one of them resets", Run: func(t *check.T) {
		a, b := pair(t, "a", "b", "tea")
		a.Send("I must go")
		b.Expect("I must go")
		a.Reset()
		b.ExpectClosed()
	}},
	{Name: "a name is free again", Run: func(t *check.T) {
		a, b := pair(t, "a", "b", "tea")
		c := t.Connect("c")
		c.Send(frame("tea"))
		c.ExpectNothing(100 * time.Millisecond)
		other := t.Connect("d")
		other.Send(frame("coffee"))
		e := t.Connect("e")
		e.Send(frame("tea"))
		c.Expect(connected)
		e.Expect(connected)
		e.Send("from e")
		c.Expect("from e")
		a.Send("from a")
		b.Expect("from a")
		other.ExpectNothing(100 * time.Millisecond)
	}, Cause: func(f check.Failure) string {
		if f.Client == "c" && string(f.Received) == connected {
			return "The name was not free after the first two had met: the third client was connected with one of them. Who is taken no longer waits."
		}
		return ""
	}},
	{Name: "frames that are not as they must be", Run: func(t *check.T) {
		for i, wrong := range []string{"\x02\x00\x00\x00\x03tea", frame(""), "\x01\x00\x00\x00\x41", "\x01\xff\xff\xff\xff"} {
			c := t.Connect(string(rune('a' + i)))
			c.Send(wrong)
			c.ExpectNoMore()
		}
		e := t.Connect("e")
		e.Send("\x01\x00\x00\x00\x03te")
		e.HalfClose()
		e.ExpectNoMore()
		pair(t, "f", "g", strings.Repeat("x", 64))
	}, Cause: func(f check.Failure) string {
		if f.Ended == "" && f.Client >= "b" && f.Client <= "d" {
			return "The server waits for a name, or for somebody with it, whose length may not be: 1 to 64 bytes. The length is known before the name comes."
		}
		return ""
	}},
	{Name: "stops, and leaves nothing behind", Run: func(t *check.T) {
		a, b := pair(t, "a", "b", "tea")
		c := t.Connect("c")
		c.Send(frame("coffee"))
		slow := t.Connect("d")
		slow.Send("\x01\x00")
		t.Stop()
		a.ExpectClosed()
		b.ExpectClosed()
		c.ExpectClosed()
		slow.ExpectClosed()
		t.ExpectGoroutines(0)
	}, Cause: func(f check.Failure) string {
		if f.Step == "c expect closed" {
			return "Client C waits for somebody, and its connection is still open: close it too when ctx has ended."
		}
		return ""
	}},
}
