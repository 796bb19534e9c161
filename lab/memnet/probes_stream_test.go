package memnet_test

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"time"
)

// flood is more than all buffers between two ends take.
var flood = make([]byte, 32<<20)

// pour writes what goes without the peer's reading any, and returns how much
// that was and how the write ended.
func (a *asker) pour(c conn) (n int, err error) {
	a.Helper()
	for n == 0 { // on a slow machine the deadline may pass before the call
		a.do(c.SetWriteDeadline(time.Now().Add(20 * time.Millisecond)))
		n, err = c.Write(flood)
	}
	return n, err
}

// pours is a Write under way that is more than the peer's buffer takes.
func (a *asker) pours(c, peer conn) (answer func() string) {
	a.Helper()
	ended := make(chan error, 1)
	go func() {
		_, err := c.Write(flood)
		ended <- err
	}()
	if got := get(peer, 1); got != "\x00" { // so it has begun
		a.Fatal(got)
	}
	return func() string { return says(<-ended) }
}

var streamProbes = []probe{
	{name: "two writes come in one read", want: "onetwo", ask: func(a *asker) string {
		c, s := a.pair()
		a.put(c, "one")
		a.put(c, "two")
		a.do(c.CloseWrite())
		a.await(a.T, s, fin)
		return once(s, 100)
	}},
	{name: "one write comes in several reads", want: "on, et, wo", ask: func(a *asker) string {
		c, s := a.pair()
		a.put(c, "onetwo")
		return says(get(s, 2), get(s, 2), get(s, 2))
	}},
	{name: "a read takes what there is", want: "all", ask: func(a *asker) string {
		c, s := a.pair()
		a.put(c, "all")
		return once(s, 4096)
	}},
	{name: "an empty write is nothing", want: "ok, after", ask: func(a *asker) string {
		c, s := a.pair()
		_, err := c.Write(nil)
		a.put(c, "after")
		return says(err, once(s, 100))
	}},
	{name: "an empty read does not wait", want: "0, ok", ask: func(a *asker) string {
		c, _ := a.pair()
		n, err := c.Read(nil)
		return says(n, err)
	}},
	{name: "a read waits for a byte", want: "at last", ask: func(a *asker) string {
		c, s := a.pair()
		answer := a.reads(s)
		a.put(c, "at last")
		return answer()
	}},
	{name: "the directions have nothing to do with each other", want: "there, back", ask: func(a *asker) string {
		c, s := a.pair()
		a.put(c, "there")
		a.put(s, "back")
		return says(get(s, 5), get(c, 4))
	}},
	{name: "what a writer changes afterwards is not changed", want: "kept", ask: func(a *asker) string {
		c, s := a.pair()
		p := []byte("kept")
		_, _ = c.Write(p)
		copy(p, "lost")
		return get(s, 4)
	}},
	{name: "much comes whole and in order", want: "as sent, EOF", ask: func(a *asker) string {
		c, s := a.pair()
		sent := make([]byte, 1<<20)
		for i := range sent {
			sent[i] = byte(i * i >> 8)
		}
		go func() {
			_, _ = c.Write(sent)
			_ = c.CloseWrite()
		}()
		got, err := io.ReadAll(s)
		if err != nil || !bytes.Equal(got, sent) {
			return says(len(got), err)
		}
		return says("as sent", once(s, 1))
	}},
	{name: "writers do not mix", want: "2 runs", ask: func(a *asker) string {
		c, s := a.pair()
		var writers sync.WaitGroup
		for _, letter := range []string{"a", "b"} {
			writers.Go(func() { _, _ = io.WriteString(c, strings.Repeat(letter, 1<<20)) })
		}
		go func() {
			writers.Wait()
			_ = c.CloseWrite()
		}()
		got, _ := io.ReadAll(s)
		runs := 1
		for i := range got[1:] {
			if got[i] != got[i+1] {
				runs++
			}
		}
		return says(runs) + " runs"
	}},
	{name: "a writer waits for a slow reader", want: "timeout, a part", ask: func(a *asker) string {
		c, _ := a.pair()
		n, err := a.pour(c)
		if n < len(flood) {
			return says(err, "a part")
		}
		return says(err, "all")
	}},
	{name: "a writer that waits goes on with the reader", want: "all, ok", ask: func(a *asker) string {
		c, s := a.pair()
		answer := a.pours(c, s)
		if n, err := io.CopyN(io.Discard, s, int64(len(flood)-1)); err != nil {
			return says(n, err, answer())
		}
		return says("all", answer())
	}},
	{name: "a write that timed out has sent what it says", want: "the same", ask: func(a *asker) string {
		c, s := a.pair()
		n, _ := a.pour(c)
		a.do(c.CloseWrite())
		if got, _ := io.Copy(io.Discard, s); got == int64(n) {
			return "the same"
		}
		return "something else"
	}},
	{
		name: "what a direction holds unread", want: "more than 64 KiB", memnet: "64 KiB",
		why: "the kernel's buffers are large and grow; back pressure shows sooner in a small one",
		ask: func(a *asker) string {
			c, _ := a.pair()
			if n, _ := a.pour(c); n <= 64<<10 {
				return says(n>>10) + " KiB"
			}
			return "more than 64 KiB"
		},
	},
	{name: "smaller buffers take less", want: "less than 1 MiB", ask: func(a *asker) string {
		c, s := a.pair()
		a.do(c.SetWriteBuffer(8<<10), s.SetReadBuffer(8<<10))
		if n, _ := a.pour(c); n >= 1<<20 {
			return says(n)
		}
		return "less than 1 MiB"
	}},
}

var halfProbes = []probe{
	{name: "CloseWrite: what was sent, then the end", want: "bye, EOF, EOF", ask: func(a *asker) string {
		c, s := a.pair()
		a.put(c, "bye")
		a.do(c.CloseWrite())
		return says(get(s, 3), once(s, 1), once(s, 1))
	}},
	{name: "CloseWrite: the other direction goes on", want: "EOF, still here", ask: func(a *asker) string {
		c, s := a.pair()
		a.do(c.CloseWrite())
		end := once(s, 1)
		a.put(s, "still here")
		return says(end, get(c, 10))
	}},
	{name: "CloseWrite wakes the peer's read", want: "EOF", ask: func(a *asker) string {
		c, s := a.pair()
		answer := a.reads(s)
		a.do(c.CloseWrite())
		return answer()
	}},
	{name: "write after CloseWrite", want: "EPIPE, EPIPE", ask: func(a *asker) string {
		c, _ := a.pair()
		a.do(c.CloseWrite())
		return says(write(c), write(c))
	}},
	{name: "an empty write after CloseWrite", want: "EPIPE", ask: func(a *asker) string {
		c, _ := a.pair()
		a.do(c.CloseWrite())
		_, err := c.Write(nil)
		return says(err)
	}},
	{name: "CloseWrite wakes an own write that waits", want: "EPIPE", ask: func(a *asker) string {
		c, s := a.pair()
		answer := a.pours(c, s)
		a.do(c.CloseWrite())
		return answer()
	}},
	{name: "CloseWrite twice", want: "ok, ok", ask: func(a *asker) string {
		c, _ := a.pair()
		return says(c.CloseWrite(), c.CloseWrite())
	}},
	{name: "CloseWrite once both have", want: "EOF, EOF, ENOTCONN, ENOTCONN", ask: func(a *asker) string {
		c, s := a.pair()
		a.do(c.CloseWrite(), s.CloseWrite())
		a.await(a.T, c, fin)
		a.await(a.T, s, fin)
		return says(once(c, 1), once(s, 1), c.CloseWrite(), s.CloseWrite())
	}},
	{name: "CloseRead: the end, and the peer is not told", want: "EOF, ok, ok", ask: func(a *asker) string {
		c, s := a.pair()
		a.do(s.CloseRead())
		return says(once(s, 1), write(c), write(c))
	}},
	{name: "CloseRead: what has come is still read", want: "ept, EOF", ask: func(a *asker) string {
		c, s := a.pair()
		a.put(c, "kept")
		_ = get(s, 1) // so all has come
		a.do(s.CloseRead())
		return says(get(s, 3), once(s, 1))
	}},
	{name: "CloseRead: what comes later is still read", want: "EOF, later", ask: func(a *asker) string {
		c, s := a.pair()
		a.do(s.CloseRead())
		end := once(s, 1)
		a.put(c, "later")
		a.do(c.CloseWrite())
		a.await(a.T, s, fin)
		return says(end, once(s, 100))
	}},
	{name: "CloseRead wakes a read", want: "EOF", ask: func(a *asker) string {
		_, s := a.pair()
		answer := a.reads(s)
		a.do(s.CloseRead())
		return answer()
	}},
	{name: "CloseRead and CloseWrite, then bytes come", want: "EOF, ok, EPIPE", ask: func(a *asker) string {
		c, s := a.pair()
		a.do(s.CloseRead(), s.CloseWrite())
		return says(once(c, 1), write(c), fails(c))
	}},
}
