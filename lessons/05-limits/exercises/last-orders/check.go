// Package checks has the checks of the exercise.
package checks

import (
	"strings"
	"time"

	"socketschool/check"
)

// lastOrders is how long clients may go on, as the task says.
const lastOrders = time.Second

// speak sends a word, and expects it back.
func speak(c *check.Client, word string) {
	c.Send(word)
	c.Expect(word)
}

// Checks are in the order of the task.
var Checks = []check.Check{
	{Name: "a conversation goes on", Run: func(t *check.T) {
		a := t.Connect("a")
		speak(a, "one\n")
		t.BeginStop()
		t.Wait(lastOrders / 10)
		speak(a, "two\n")
		speak(a, "three\n")
		a.HalfClose()
		a.ExpectEOF()
		t.Stop()
		t.ExpectGoroutines(0)
	}, Cause: func(f check.Failure) string {
		if f.Client == "a" && f.Ended != "" {
			return "Client A was cut off in the middle of its conversation: when the context ends, the server closes the connections, or returns and does not wait for its handlers."
		}
		return ""
	}},
	{Name: "nobody new gets in", Run: func(t *check.T) {
		a := t.Connect("a")
		speak(a, "one\n")
		t.BeginStop()
		t.ExpectNoEntry("b")
		speak(a, "two\n")
	}, Cause: func(f check.Failure) string {
		if f.Client == "b" {
			return "Client B came after the context had ended, and was let in: close the listener at once, and not when the last client has left."
		}
		return ""
	}},
	{Name: "it waits for its last client", Run: func(t *check.T) {
		a, b := t.Connect("a"), t.Connect("b")
		speak(a, "one\n")
		speak(b, "two\n")
		t.BeginStop()
		a.Close()
		t.ExpectRunning()
		speak(b, "three\n")
		b.Close()
		t.Stop()
		t.ExpectGoroutines(0)
	}, Cause: func(f check.Failure) string {
		if f.Step == "the server runs" {
			return "Serve has returned while client B was still there. Whoever has called it may end the program then, with client B in the middle of its conversation: wait for the last client."
		}
		return ""
	}},
	{Name: "who stays is sent away", Run: func(t *check.T) {
		a := t.Connect("a")
		speak(a, "one\n")
		t.BeginStop()
		a.ExpectNothing(lastOrders * 3 / 4)
		a.ExpectWithin("Server stops\n", 3*lastOrders)
		a.ExpectEOF()
		a.Close()
		t.Stop()
		t.ExpectGoroutines(0)
	}, Cause: stays},
	{Name: "who speaks all the time is sent away", Run: func(t *check.T) {
		a := t.Connect("a")
		speak(a, "one\n")
		t.BeginStop()
		a.SendEach(lastOrders*3/10, "0123456789")
		if !strings.Contains(string(a.Unread()), "Server stops") {
			a.HalfClose() // three seconds have passed
		}
		a.ExpectContaining("Server stops\n")
		a.ExpectClosed() // by a reset where a byte came at the very end
		a.Close()
		t.Stop()
	}, Cause: func(f check.Failure) string {
		if strings.HasPrefix(string(f.Received), "0123456789") {
			return "Client A speaks all the time, and is served for ever: each of its bytes begins a new second. The second begins once, when the context ends."
		}
		return stays(f)
	}},
	{Name: "it ends with its last client", Run: func(t *check.T) {
		a := t.Connect("a")
		speak(a, "one\n")
		t.BeginStop()
		a.Close()
		t.Stop()
		t.ExpectGoroutines(0)
	}},
	{Name: "who does not read keeps nobody waiting", Run: func(t *check.T) {
		a := t.Connect("a")
		a.Pause()
		a.Send(strings.Repeat("x", 2<<20)) // more than the buffers on the way back hold
		t.BeginStop()
		t.Wait(lastOrders)
		t.Stop()
		t.ExpectGoroutines(0)
	}},
}

// stays says what is wrong with the end of a client that stays.
func stays(f check.Failure) string {
	switch {
	case f.Client != "a":
		return ""
	case f.Step == "a expect nothing 750ms":
		return "The client was sent away at once, and the task gives it a second."
	case f.Ended != "" && len(f.Received) == 0:
		return "The client was closed without a word: it cannot know why."
	case f.Ended == "" && len(f.Received) == 0:
		return "The server has to end, and waits without a limit for a client that stays."
	}
	return ""
}
