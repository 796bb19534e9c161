package memnet_test

import (
	"context"
	"io"
	"time"
)

var closeProbes = []probe{
	{name: "what was sent before Close is still read", want: "last words, EOF", ask: func(a *asker) string {
		c, s := a.pair()
		a.put(c, "last words")
		a.do(c.Close())
		return says(get(s, 10), once(s, 1))
	}},
	{name: "Close wakes the peer's read", want: "EOF", ask: func(a *asker) string {
		c, s := a.pair()
		answer := a.reads(s)
		a.do(c.Close())
		return answer()
	}},
	{name: "calls after an own Close", want: "closed, closed, closed, closed, closed", ask: func(a *asker) string {
		c, _ := a.pair()
		a.do(c.Close())
		return says(once(c, 1), write(c), c.Close(), c.CloseRead(), c.CloseWrite())
	}},
	{name: "empty calls after an own Close", want: "closed, closed", ask: func(a *asker) string {
		c, _ := a.pair()
		a.do(c.Close())
		_, rerr := c.Read(nil)
		_, werr := c.Write(nil)
		return says(rerr, werr)
	}},
	{name: "an own Close loses what was not read", want: "closed", ask: func(a *asker) string {
		c, s := a.pair()
		a.put(s, "unread")
		a.do(c.Close())
		return once(c, 1)
	}},
	{name: "Close wakes an own read", want: "closed", ask: func(a *asker) string {
		c, _ := a.pair()
		answer := a.reads(c)
		a.do(c.Close())
		return answer()
	}},
	{name: "Close wakes an own write", want: "closed", ask: func(a *asker) string {
		c, s := a.pair()
		answer := a.pours(c, s)
		a.do(c.Close())
		return answer()
	}},
	{name: "write to a peer that has closed", want: "EOF, ok, EPIPE, EPIPE", ask: func(a *asker) string {
		c, s := a.pair()
		a.do(s.Close())
		return says(once(c, 1), write(c), fails(c), write(c))
	}},
	{name: "read from a peer that has closed and answered with RST", want: "ok, EOF, EOF", ask: func(a *asker) string {
		c, s := a.pair()
		a.do(s.Close())
		a.await(a.T, c, fin)
		err := write(c)
		a.await(a.T, c, rst)
		return says(err, once(c, 1), once(c, 1))
	}},
	{name: "what came before the RST is still read", want: "answer, EOF", ask: func(a *asker) string {
		c, s := a.pair()
		a.put(s, "answer")
		a.do(s.Close())
		a.await(a.T, c, fin)
		a.do(write(c))
		a.await(a.T, c, rst)
		return says(get(c, 6), once(c, 1))
	}},
	{name: "Close with bytes unread: the peer reads", want: "ECONNRESET, EOF, EPIPE", ask: func(a *asker) string {
		c, s := a.pair()
		a.put(c, "unread")
		_ = get(s, 1)
		a.do(s.Close())
		return says(once(c, 1), once(c, 1), write(c))
	}},
	{name: "Close with bytes unread: the peer writes", want: "ECONNRESET, EPIPE, EOF", ask: func(a *asker) string {
		c, s := a.pair()
		a.put(c, "unread")
		_ = get(s, 1)
		a.do(s.Close())
		a.await(a.T, c, rst)
		return says(write(c), write(c), once(c, 1))
	}},
	{name: "Close with bytes unread: what was sent is still read", want: "answer, ECONNRESET", ask: func(a *asker) string {
		c, s := a.pair()
		a.put(c, "unread")
		_ = get(s, 1)
		a.put(s, "answer")
		a.do(s.Close())
		return says(get(c, 6), once(c, 1))
	}},
	{name: "Close with bytes unread, after the peer's FIN", want: "ECONNRESET", ask: func(a *asker) string {
		c, s := a.pair()
		a.put(c, "unread")
		a.do(c.CloseWrite())
		a.await(a.T, s, fin)
		a.do(s.Close())
		return once(c, 1)
	}},
	{name: "Close with bytes unread, after both FINs", want: "EOF, EOF", ask: func(a *asker) string {
		c, s := a.pair()
		a.put(c, "unread")
		a.do(c.CloseWrite(), s.CloseWrite())
		a.await(a.T, s, fin)
		a.await(a.T, c, fin)
		a.do(s.Close())
		return says(once(c, 1), once(c, 1))
	}},
	{name: "a reset wakes a read", want: "ECONNRESET", ask: func(a *asker) string {
		c, s := a.pair()
		answer := a.reads(c)
		a.do(s.SetLinger(0), s.Close())
		return answer()
	}},
	{name: "a reset wakes a write", want: "ECONNRESET", ask: func(a *asker) string {
		c, s := a.pair()
		answer := a.pours(c, s)
		a.do(s.Close())
		return answer()
	}},
	{name: "linger 0: Close resets", want: "ECONNRESET, EOF, EPIPE", ask: func(a *asker) string {
		c, s := a.pair()
		a.do(s.SetLinger(0), s.Close())
		return says(once(c, 1), once(c, 1), write(c))
	}},
	{name: "linger 0: after an own FIN", want: "EOF, EOF, EPIPE", ask: func(a *asker) string {
		c, s := a.pair()
		a.do(s.CloseWrite())
		end := once(c, 1)
		a.do(s.SetLinger(0), s.Close())
		a.await(a.T, c, rst)
		return says(end, once(c, 1), write(c))
	}},
	{name: "linger 0: after the peer's FIN", want: "EOF, ECONNRESET", ask: func(a *asker) string {
		c, s := a.pair()
		a.do(c.CloseWrite())
		end := once(s, 1)
		a.do(s.SetLinger(0), s.Close())
		return says(end, once(c, 1))
	}},
	{name: "linger 0: after both FINs nothing is left to reset", want: "EOF, EOF, EOF", ask: func(a *asker) string {
		c, s := a.pair()
		a.do(c.CloseWrite(), s.CloseWrite())
		ends := says(once(c, 1), once(s, 1))
		a.await(a.T, c, fin)
		a.await(a.T, s, fin)
		a.do(s.SetLinger(0), s.Close())
		return says(ends, once(c, 1))
	}},
	{
		name: "linger 0: what has not gone out is dropped", want: "some, ECONNRESET", memnet: "all, ECONNRESET",
		why: "a direction has one buffer, which is the receiver's: what is written has gone out",
		ask: func(a *asker) string {
			c, s := a.pair()
			sent, _ := a.pour(s)
			a.do(s.SetLinger(0), s.Close())
			a.await(a.T, c, rst)
			got, err := io.Copy(io.Discard, c)
			if got == int64(sent) {
				return says("all", err)
			}
			return says("some", err)
		},
	},
	{name: "linger taken back: Close sends FIN", want: "EOF", ask: func(a *asker) string {
		c, s := a.pair()
		a.do(s.SetLinger(0), s.SetLinger(-1), s.Close())
		return once(c, 1)
	}},
	{name: "halves of a connection that was reset", want: "ECONNRESET, ENOTCONN, ENOTCONN, ok", ask: func(a *asker) string {
		c, s := a.pair()
		a.do(s.SetLinger(0), s.Close())
		return says(once(c, 1), c.CloseWrite(), c.CloseRead(), c.Close())
	}},
	{name: "bytes for an end that is shut down both ways: read", want: "ok, EPIPE, ECONNRESET, EOF, EPIPE", ask: func(a *asker) string {
		c, s := a.pair()
		a.do(c.CloseRead(), c.CloseWrite())
		a.await(a.T, s, fin)
		return says(write(s), fails(s), once(c, 1), once(c, 1), write(c))
	}},
	{name: "bytes for an end that is shut down both ways: write", want: "ok, EPIPE, ECONNRESET, EPIPE, EOF", ask: func(a *asker) string {
		c, s := a.pair()
		a.do(c.CloseRead(), c.CloseWrite())
		a.await(a.T, s, fin)
		return says(write(s), fails(s), write(c), write(c), once(c, 1))
	}},
	{name: "both close: nobody is reset", want: "EOF, ok, ok", ask: func(a *asker) string {
		c, s := a.pair()
		a.do(s.CloseWrite())
		return says(once(c, 1), c.Close(), s.Close())
	}},
	{name: "io.Copy ends with the peer's FIN", want: "5, ok", ask: func(a *asker) string {
		c, s := a.pair()
		a.put(c, "hello")
		a.do(c.Close())
		n, err := io.Copy(io.Discard, s)
		return says(n, err)
	}},
}

var deadlineProbes = []probe{
	{name: "a deadline that has passed, though bytes are there", want: "timeout, there", ask: func(a *asker) string {
		c, s := a.pair()
		a.put(c, "there")
		a.do(s.SetReadDeadline(time.Unix(1, 0)))
		late := once(s, 100)
		a.do(s.SetReadDeadline(time.Time{}))
		return says(late, get(s, 5))
	}},
	{name: "a deadline that has passed, though the end is there", want: "timeout", ask: func(a *asker) string {
		c, s := a.pair()
		a.do(c.Close())
		a.await(a.T, s, fin)
		a.do(s.SetReadDeadline(time.Unix(1, 0)))
		return once(s, 1)
	}},
	{name: "a deadline passes while a read waits", want: "timeout", ask: func(a *asker) string {
		_, s := a.pair()
		a.do(s.SetReadDeadline(time.Now().Add(20 * time.Millisecond)))
		return once(s, 1)
	}},
	{name: "a deadline is set into the past while a read waits", want: "timeout", ask: func(a *asker) string {
		_, s := a.pair()
		answer := a.reads(s)
		a.do(s.SetReadDeadline(time.Unix(1, 0)))
		return answer()
	}},
	{name: "a deadline is brought forward while a read waits", want: "timeout", ask: func(a *asker) string {
		_, s := a.pair()
		answer := a.reads(s)
		a.do(s.SetReadDeadline(time.Now().Add(20 * time.Millisecond)))
		return answer()
	}},
	{name: "a deadline is put off while a read waits", want: "timeout, in time", ask: func(a *asker) string {
		c, s := a.pair()
		_, other := a.pair()
		soon := time.Now().Add(100 * time.Millisecond)
		a.do(s.SetReadDeadline(soon), other.SetReadDeadline(soon.Add(20*time.Millisecond)))
		answer := a.reads(s)
		a.do(s.SetReadDeadline(time.Now().Add(patience)))
		passed := once(other, 1)
		a.put(c, "in time")
		return says(passed, answer())
	}},
	{name: "a deadline is lifted after it has passed", want: "timeout, here", ask: func(a *asker) string {
		c, s := a.pair()
		a.do(s.SetReadDeadline(time.Now().Add(time.Millisecond)))
		late := once(s, 1)
		a.do(s.SetReadDeadline(time.Time{}))
		a.put(c, "here")
		return says(late, get(s, 4))
	}},
	{name: "a read's deadline does not bound writes", want: "timeout, ok", ask: func(a *asker) string {
		_, s := a.pair()
		a.do(s.SetReadDeadline(time.Unix(1, 0)))
		return says(once(s, 1), write(s))
	}},
	{name: "a write's deadline does not bound reads", want: "timeout, here", ask: func(a *asker) string {
		c, s := a.pair()
		a.do(s.SetWriteDeadline(time.Unix(1, 0)))
		a.put(c, "here")
		return says(write(s), get(s, 4))
	}},
	{name: "SetDeadline bounds both", want: "timeout, timeout", ask: func(a *asker) string {
		_, s := a.pair()
		a.do(s.SetDeadline(time.Unix(1, 0)))
		return says(once(s, 1), write(s))
	}},
	{name: "empty calls after a deadline", want: "ok, timeout", ask: func(a *asker) string {
		_, s := a.pair()
		a.do(s.SetDeadline(time.Unix(1, 0)))
		_, rerr := s.Read(nil)
		_, werr := s.Write(nil)
		return says(rerr, werr)
	}},
	{name: "a deadline of the listener", want: "timeout, timeout, ok", ask: func(a *asker) string {
		ln := a.open(1)
		a.do(ln.SetDeadline(time.Now().Add(20 * time.Millisecond)))
		_, first := ln.Accept()
		c := a.call(ln)
		_, second := ln.Accept()
		a.do(ln.SetDeadline(time.Time{}), c.Close())
		_, third := accepted(ln.Accept())
		return says(first, second, third)
	}},
	{name: "a dial's deadline", want: "canceled, timeout", ask: func(a *asker) string {
		ln := a.open(1)
		canceled, cancel := context.WithCancel(a.Context())
		cancel()
		_, first := a.dial(canceled, portOf(ln.Addr()))
		late, cancel := context.WithDeadline(a.Context(), time.Unix(1, 0))
		defer cancel()
		_, second := a.dial(late, portOf(ln.Addr()))
		return says(first, second)
	}},
}
