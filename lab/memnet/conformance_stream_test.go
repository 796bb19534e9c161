package memnet_test

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"time"
)

// flood is more than all buffers between two ends hold.
var flood = make([]byte, 32<<20)

// writeUntilFull writes as much as fits while the peer does not read. It returns the
// number of bytes and the error of the write.
func (f *fixture) writeUntilFull(c conn) (n int, err error) {
	f.Helper()
	for n == 0 { // on a slow machine the deadline can pass before the call
		f.must(c.SetWriteDeadline(time.Now().Add(20 * time.Millisecond)))
		n, err = c.Write(flood)
	}
	return n, err
}

// startWrite starts a Write of more than the peer's buffer holds. result waits for
// its error.
func (f *fixture) startWrite(c, peer conn) (result func() string) {
	f.Helper()
	ended := make(chan error, 1)
	go func() {
		_, err := c.Write(flood)
		ended <- err
	}()
	if got := readN(peer, 1); got != "\x00" { // the Write has started
		f.Fatal(got)
	}
	return func() string { return describe(<-ended) }
}

var streamCases = []conformanceCase{
	{name: "two writes come in one read", want: "onetwo", run: func(f *fixture) string {
		c, s := f.pair()
		f.send(c, "one")
		f.send(c, "two")
		f.must(c.CloseWrite())
		f.await(f.T, s, fin)
		return readOnce(s, 100)
	}},
	{name: "one write comes in several reads", want: "on, et, wo", run: func(f *fixture) string {
		c, s := f.pair()
		f.send(c, "onetwo")
		return describe(readN(s, 2), readN(s, 2), readN(s, 2))
	}},
	{name: "a read takes what there is", want: "all", run: func(f *fixture) string {
		c, s := f.pair()
		f.send(c, "all")
		return readOnce(s, 4096)
	}},
	{name: "an empty write is nothing", want: "ok, after", run: func(f *fixture) string {
		c, s := f.pair()
		_, err := c.Write(nil)
		f.send(c, "after")
		return describe(err, readOnce(s, 100))
	}},
	{name: "an empty read does not wait", want: "0, ok", run: func(f *fixture) string {
		c, _ := f.pair()
		n, err := c.Read(nil)
		return describe(n, err)
	}},
	{name: "a read waits for a byte", want: "at last", run: func(f *fixture) string {
		c, s := f.pair()
		result := f.startRead(s)
		f.send(c, "at last")
		return result()
	}},
	{name: "the directions have nothing to do with each other", want: "there, back", run: func(f *fixture) string {
		c, s := f.pair()
		f.send(c, "there")
		f.send(s, "back")
		return describe(readN(s, 5), readN(c, 4))
	}},
	{name: "what a writer changes afterwards is not changed", want: "kept", run: func(f *fixture) string {
		c, s := f.pair()
		p := []byte("kept")
		_, _ = c.Write(p)
		copy(p, "lost")
		return readN(s, 4)
	}},
	{name: "much comes whole and in order", want: "as sent, EOF", run: func(f *fixture) string {
		c, s := f.pair()
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
			return describe(len(got), err)
		}
		return describe("as sent", readOnce(s, 1))
	}},
	{name: "writers do not mix", want: "2 runs", run: func(f *fixture) string {
		c, s := f.pair()
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
		return describe(runs) + " runs"
	}},
	{name: "a writer waits for a slow reader", want: "timeout, a part", run: func(f *fixture) string {
		c, _ := f.pair()
		n, err := f.writeUntilFull(c)
		if n < len(flood) {
			return describe(err, "a part")
		}
		return describe(err, "all")
	}},
	{name: "a writer that waits goes on with the reader", want: "all, ok", run: func(f *fixture) string {
		c, s := f.pair()
		result := f.startWrite(c, s)
		if n, err := io.CopyN(io.Discard, s, int64(len(flood)-1)); err != nil {
			return describe(n, err, result())
		}
		return describe("all", result())
	}},
	{name: "a write that timed out has sent what it says", want: "the same", run: func(f *fixture) string {
		c, s := f.pair()
		n, _ := f.writeUntilFull(c)
		f.must(c.CloseWrite())
		if got, _ := io.Copy(io.Discard, s); got == int64(n) {
			return "the same"
		}
		return "something else"
	}},
	{
		name: "what a direction holds unread", want: "more than 64 KiB", memnet: "64 KiB",
		why: "the kernel's buffers are large and grow; back pressure shows sooner in a small one",
		run: func(f *fixture) string {
			c, _ := f.pair()
			if n, _ := f.writeUntilFull(c); n <= 64<<10 {
				return describe(n>>10) + " KiB"
			}
			return "more than 64 KiB"
		},
	},
	{name: "smaller buffers take less", want: "less than 1 MiB", run: func(f *fixture) string {
		c, s := f.pair()
		f.must(c.SetWriteBuffer(8<<10), s.SetReadBuffer(8<<10))
		if n, _ := f.writeUntilFull(c); n >= 1<<20 {
			return describe(n)
		}
		return "less than 1 MiB"
	}},
}

var halfCloseCases = []conformanceCase{
	{name: "CloseWrite: what was sent, then the end", want: "bye, EOF, EOF", run: func(f *fixture) string {
		c, s := f.pair()
		f.send(c, "bye")
		f.must(c.CloseWrite())
		return describe(readN(s, 3), readOnce(s, 1), readOnce(s, 1))
	}},
	{name: "CloseWrite: the other direction goes on", want: "EOF, still here", run: func(f *fixture) string {
		c, s := f.pair()
		f.must(c.CloseWrite())
		end := readOnce(s, 1)
		f.send(s, "still here")
		return describe(end, readN(c, 10))
	}},
	{name: "CloseWrite wakes the peer's read", want: "EOF", run: func(f *fixture) string {
		c, s := f.pair()
		result := f.startRead(s)
		f.must(c.CloseWrite())
		return result()
	}},
	{name: "write after CloseWrite", want: "EPIPE, EPIPE", run: func(f *fixture) string {
		c, _ := f.pair()
		f.must(c.CloseWrite())
		return describe(writeByte(c), writeByte(c))
	}},
	{name: "an empty write after CloseWrite", want: "EPIPE", run: func(f *fixture) string {
		c, _ := f.pair()
		f.must(c.CloseWrite())
		_, err := c.Write(nil)
		return describe(err)
	}},
	{name: "CloseWrite wakes an own write that waits", want: "EPIPE", run: func(f *fixture) string {
		c, s := f.pair()
		result := f.startWrite(c, s)
		f.must(c.CloseWrite())
		return result()
	}},
	{name: "CloseWrite twice", want: "ok, ok", run: func(f *fixture) string {
		c, _ := f.pair()
		return describe(c.CloseWrite(), c.CloseWrite())
	}},
	{name: "CloseWrite once both have", want: "EOF, EOF, ENOTCONN, ENOTCONN", run: func(f *fixture) string {
		c, s := f.pair()
		f.must(c.CloseWrite(), s.CloseWrite())
		f.await(f.T, c, fin)
		f.await(f.T, s, fin)
		return describe(readOnce(c, 1), readOnce(s, 1), c.CloseWrite(), s.CloseWrite())
	}},
	{name: "CloseRead: the end, and the peer is not told", want: "EOF, ok, ok", run: func(f *fixture) string {
		c, s := f.pair()
		f.must(s.CloseRead())
		return describe(readOnce(s, 1), writeByte(c), writeByte(c))
	}},
	{name: "CloseRead: what has come is still read", want: "ept, EOF", run: func(f *fixture) string {
		c, s := f.pair()
		f.send(c, "kept")
		_ = readN(s, 1) // so all has arrived
		f.must(s.CloseRead())
		return describe(readN(s, 3), readOnce(s, 1))
	}},
	{name: "CloseRead: what comes later is still read", want: "EOF, later", run: func(f *fixture) string {
		c, s := f.pair()
		f.must(s.CloseRead())
		end := readOnce(s, 1)
		f.send(c, "later")
		f.must(c.CloseWrite())
		f.await(f.T, s, fin)
		return describe(end, readOnce(s, 100))
	}},
	{name: "CloseRead wakes a read", want: "EOF", run: func(f *fixture) string {
		_, s := f.pair()
		result := f.startRead(s)
		f.must(s.CloseRead())
		return result()
	}},
	{name: "CloseRead and CloseWrite, then bytes come", want: "EOF, ok, EPIPE", run: func(f *fixture) string {
		c, s := f.pair()
		f.must(s.CloseRead(), s.CloseWrite())
		return describe(readOnce(c, 1), writeByte(c), writeUntilError(c))
	}},
}
