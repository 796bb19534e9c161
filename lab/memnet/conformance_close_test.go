package memnet_test

import (
	"context"
	"io"
	"time"
)

var closeCases = []conformanceCase{
	{name: "what was sent before Close is still read", want: "last words, EOF", run: func(f *fixture) string {
		c, s := f.pair()
		f.send(c, "last words")
		f.must(c.Close())
		return describe(readN(s, 10), readOnce(s, 1))
	}},
	{name: "Close wakes the peer's read", want: "EOF", run: func(f *fixture) string {
		c, s := f.pair()
		result := f.startRead(s)
		f.must(c.Close())
		return result()
	}},
	{name: "calls after an own Close", want: "closed, closed, closed, closed, closed", run: func(f *fixture) string {
		c, _ := f.pair()
		f.must(c.Close())
		return describe(readOnce(c, 1), writeByte(c), c.Close(), c.CloseRead(), c.CloseWrite())
	}},
	{name: "empty calls after an own Close", want: "closed, closed", run: func(f *fixture) string {
		c, _ := f.pair()
		f.must(c.Close())
		_, rerr := c.Read(nil)
		_, werr := c.Write(nil)
		return describe(rerr, werr)
	}},
	{name: "an own Close loses what was not read", want: "closed", run: func(f *fixture) string {
		c, s := f.pair()
		f.send(s, "unread")
		f.must(c.Close())
		return readOnce(c, 1)
	}},
	{name: "Close wakes an own read", want: "closed", run: func(f *fixture) string {
		c, _ := f.pair()
		result := f.startRead(c)
		f.must(c.Close())
		return result()
	}},
	{name: "Close wakes an own write", want: "closed", run: func(f *fixture) string {
		c, s := f.pair()
		result := f.startWrite(c, s)
		f.must(c.Close())
		return result()
	}},
	{name: "write to a peer that has closed", want: "EOF, ok, EPIPE, EPIPE", run: func(f *fixture) string {
		c, s := f.pair()
		f.must(s.Close())
		return describe(readOnce(c, 1), writeByte(c), writeUntilError(c), writeByte(c))
	}},
	{name: "read from a peer that has closed and answered with RST", want: "ok, EOF, EOF", run: func(f *fixture) string {
		c, s := f.pair()
		f.must(s.Close())
		f.await(f.T, c, fin)
		err := writeByte(c)
		f.await(f.T, c, rst)
		return describe(err, readOnce(c, 1), readOnce(c, 1))
	}},
	{name: "what came before the RST is still read", want: "answer, EOF", run: func(f *fixture) string {
		c, s := f.pair()
		f.send(s, "answer")
		f.must(s.Close())
		f.await(f.T, c, fin)
		f.must(writeByte(c))
		f.await(f.T, c, rst)
		return describe(readN(c, 6), readOnce(c, 1))
	}},
	{name: "Close with bytes unread: the peer reads", want: "ECONNRESET, EOF, EPIPE", run: func(f *fixture) string {
		c, s := f.pair()
		f.send(c, "unread")
		_ = readN(s, 1)
		f.must(s.Close())
		return describe(readOnce(c, 1), readOnce(c, 1), writeByte(c))
	}},
	{name: "Close with bytes unread: the peer writes", want: "ECONNRESET, EPIPE, EOF", run: func(f *fixture) string {
		c, s := f.pair()
		f.send(c, "unread")
		_ = readN(s, 1)
		f.must(s.Close())
		f.await(f.T, c, rst)
		return describe(writeByte(c), writeByte(c), readOnce(c, 1))
	}},
	{name: "Close with bytes unread: what was sent is still read", want: "answer, ECONNRESET", run: func(f *fixture) string {
		c, s := f.pair()
		f.send(c, "unread")
		_ = readN(s, 1)
		f.send(s, "answer")
		f.must(s.Close())
		return describe(readN(c, 6), readOnce(c, 1))
	}},
	{name: "Close with bytes unread, after the peer's FIN", want: "ECONNRESET", run: func(f *fixture) string {
		c, s := f.pair()
		f.send(c, "unread")
		f.must(c.CloseWrite())
		f.await(f.T, s, fin)
		f.must(s.Close())
		return readOnce(c, 1)
	}},
	{name: "Close with bytes unread, after both FINs", want: "EOF, EOF", run: func(f *fixture) string {
		c, s := f.pair()
		f.send(c, "unread")
		f.must(c.CloseWrite(), s.CloseWrite())
		f.await(f.T, s, fin)
		f.await(f.T, c, fin)
		f.must(s.Close())
		return describe(readOnce(c, 1), readOnce(c, 1))
	}},
	{name: "a reset wakes a read", want: "ECONNRESET", run: func(f *fixture) string {
		c, s := f.pair()
		result := f.startRead(c)
		f.must(s.SetLinger(0), s.Close())
		return result()
	}},
	{name: "a reset wakes a write", want: "ECONNRESET", run: func(f *fixture) string {
		c, s := f.pair()
		result := f.startWrite(c, s)
		f.must(s.Close())
		return result()
	}},
	{name: "linger 0: Close resets", want: "ECONNRESET, EOF, EPIPE", run: func(f *fixture) string {
		c, s := f.pair()
		f.must(s.SetLinger(0), s.Close())
		return describe(readOnce(c, 1), readOnce(c, 1), writeByte(c))
	}},
	{name: "linger 0: after an own FIN", want: "EOF, EOF, EPIPE", run: func(f *fixture) string {
		c, s := f.pair()
		f.must(s.CloseWrite())
		end := readOnce(c, 1)
		f.must(s.SetLinger(0), s.Close())
		f.await(f.T, c, rst)
		return describe(end, readOnce(c, 1), writeByte(c))
	}},
	{name: "linger 0: after the peer's FIN", want: "EOF, ECONNRESET", run: func(f *fixture) string {
		c, s := f.pair()
		f.must(c.CloseWrite())
		end := readOnce(s, 1)
		f.must(s.SetLinger(0), s.Close())
		return describe(end, readOnce(c, 1))
	}},
	{name: "linger 0: after both FINs nothing is left to reset", want: "EOF, EOF, EOF", run: func(f *fixture) string {
		c, s := f.pair()
		f.must(c.CloseWrite(), s.CloseWrite())
		ends := describe(readOnce(c, 1), readOnce(s, 1))
		f.await(f.T, c, fin)
		f.await(f.T, s, fin)
		f.must(s.SetLinger(0), s.Close())
		return describe(ends, readOnce(c, 1))
	}},
	{
		name: "linger 0: what has not gone out is dropped", want: "some, ECONNRESET", memnet: "all, ECONNRESET",
		why: "a direction has one buffer, which is the receiver's: what is written has gone out",
		run: func(f *fixture) string {
			c, s := f.pair()
			sent, _ := f.writeUntilFull(s)
			f.must(s.SetLinger(0), s.Close())
			f.await(f.T, c, rst)
			got, err := io.Copy(io.Discard, c)
			if got == int64(sent) {
				return describe("all", err)
			}
			return describe("some", err)
		},
	},
	{name: "linger taken back: Close sends FIN", want: "EOF", run: func(f *fixture) string {
		c, s := f.pair()
		f.must(s.SetLinger(0), s.SetLinger(-1), s.Close())
		return readOnce(c, 1)
	}},
	{name: "halves of a connection that was reset", want: "ECONNRESET, ENOTCONN, ENOTCONN, ok", run: func(f *fixture) string {
		c, s := f.pair()
		f.must(s.SetLinger(0), s.Close())
		return describe(readOnce(c, 1), c.CloseWrite(), c.CloseRead(), c.Close())
	}},
	{name: "bytes for an end that is shut down both ways: read", want: "ok, EPIPE, ECONNRESET, EOF, EPIPE", run: func(f *fixture) string {
		c, s := f.pair()
		f.must(c.CloseRead(), c.CloseWrite())
		f.await(f.T, s, fin)
		return describe(writeByte(s), writeUntilError(s), readOnce(c, 1), readOnce(c, 1), writeByte(c))
	}},
	{name: "bytes for an end that is shut down both ways: write", want: "ok, EPIPE, ECONNRESET, EPIPE, EOF", run: func(f *fixture) string {
		c, s := f.pair()
		f.must(c.CloseRead(), c.CloseWrite())
		f.await(f.T, s, fin)
		return describe(writeByte(s), writeUntilError(s), writeByte(c), writeByte(c), readOnce(c, 1))
	}},
	{name: "both close: nobody is reset", want: "EOF, ok, ok", run: func(f *fixture) string {
		c, s := f.pair()
		f.must(s.CloseWrite())
		return describe(readOnce(c, 1), c.Close(), s.Close())
	}},
	{name: "io.Copy ends with the peer's FIN", want: "5, ok", run: func(f *fixture) string {
		c, s := f.pair()
		f.send(c, "hello")
		f.must(c.Close())
		n, err := io.Copy(io.Discard, s)
		return describe(n, err)
	}},
}

var deadlineCases = []conformanceCase{
	{name: "a deadline that has passed, though bytes are there", want: "timeout, there", run: func(f *fixture) string {
		c, s := f.pair()
		f.send(c, "there")
		f.must(s.SetReadDeadline(time.Unix(1, 0)))
		late := readOnce(s, 100)
		f.must(s.SetReadDeadline(time.Time{}))
		return describe(late, readN(s, 5))
	}},
	{name: "a deadline that has passed, though the end is there", want: "timeout", run: func(f *fixture) string {
		c, s := f.pair()
		f.must(c.Close())
		f.await(f.T, s, fin)
		f.must(s.SetReadDeadline(time.Unix(1, 0)))
		return readOnce(s, 1)
	}},
	{name: "a deadline passes while a read waits", want: "timeout", run: func(f *fixture) string {
		_, s := f.pair()
		f.must(s.SetReadDeadline(time.Now().Add(20 * time.Millisecond)))
		return readOnce(s, 1)
	}},
	{name: "a deadline is set into the past while a read waits", want: "timeout", run: func(f *fixture) string {
		_, s := f.pair()
		result := f.startRead(s)
		f.must(s.SetReadDeadline(time.Unix(1, 0)))
		return result()
	}},
	{name: "a deadline is brought forward while a read waits", want: "timeout", run: func(f *fixture) string {
		_, s := f.pair()
		result := f.startRead(s)
		f.must(s.SetReadDeadline(time.Now().Add(20 * time.Millisecond)))
		return result()
	}},
	{name: "a deadline is put off while a read waits", want: "timeout, in time", run: func(f *fixture) string {
		c, s := f.pair()
		_, other := f.pair()
		soon := time.Now().Add(100 * time.Millisecond)
		f.must(s.SetReadDeadline(soon), other.SetReadDeadline(soon.Add(20*time.Millisecond)))
		result := f.startRead(s)
		f.must(s.SetReadDeadline(time.Now().Add(testTimeout)))
		passed := readOnce(other, 1)
		f.send(c, "in time")
		return describe(passed, result())
	}},
	{name: "a deadline is lifted after it has passed", want: "timeout, here", run: func(f *fixture) string {
		c, s := f.pair()
		f.must(s.SetReadDeadline(time.Now().Add(time.Millisecond)))
		late := readOnce(s, 1)
		f.must(s.SetReadDeadline(time.Time{}))
		f.send(c, "here")
		return describe(late, readN(s, 4))
	}},
	{name: "a read's deadline does not bound writes", want: "timeout, ok", run: func(f *fixture) string {
		_, s := f.pair()
		f.must(s.SetReadDeadline(time.Unix(1, 0)))
		return describe(readOnce(s, 1), writeByte(s))
	}},
	{name: "a write's deadline does not bound reads", want: "timeout, here", run: func(f *fixture) string {
		c, s := f.pair()
		f.must(s.SetWriteDeadline(time.Unix(1, 0)))
		f.send(c, "here")
		return describe(writeByte(s), readN(s, 4))
	}},
	{name: "SetDeadline bounds both", want: "timeout, timeout", run: func(f *fixture) string {
		_, s := f.pair()
		f.must(s.SetDeadline(time.Unix(1, 0)))
		return describe(readOnce(s, 1), writeByte(s))
	}},
	{name: "empty calls after a deadline", want: "ok, timeout", run: func(f *fixture) string {
		_, s := f.pair()
		f.must(s.SetDeadline(time.Unix(1, 0)))
		_, rerr := s.Read(nil)
		_, werr := s.Write(nil)
		return describe(rerr, werr)
	}},
	{name: "a deadline of the listener", want: "timeout, timeout, ok", run: func(f *fixture) string {
		ln := f.newListener(1)
		f.must(ln.SetDeadline(time.Now().Add(20 * time.Millisecond)))
		_, first := ln.Accept()
		c := f.connectTo(ln)
		_, second := ln.Accept()
		f.must(ln.SetDeadline(time.Time{}), c.Close())
		_, third := closeAccepted(ln.Accept())
		return describe(first, second, third)
	}},
	{name: "a dial's deadline", want: "canceled, timeout", run: func(f *fixture) string {
		ln := f.newListener(1)
		canceled, cancel := context.WithCancel(f.Context())
		cancel()
		_, first := f.dial(canceled, portOf(ln.Addr()))
		late, cancel := context.WithDeadline(f.Context(), time.Unix(1, 0))
		defer cancel()
		_, second := f.dial(late, portOf(ln.Addr()))
		return describe(first, second)
	}},
}
