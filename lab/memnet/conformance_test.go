package memnet_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"socketschool/lab/memnet"
)

// conformanceCase is one property of TCP that a program can see.
type conformanceCase struct {
	name string
	run  func(f *fixture) string
	want string // result on Linux' TCP, and on memnet unless it differs

	memnet string // result on memnet, natively and under GOOS=js
	why    string // the reason for the difference
}

// network is a network that the cases run on.
type network struct {
	name   string
	extra  int // connections that a backlog holds beyond its size
	listen func(port, backlog int) (listener, error)
	dial   func(ctx context.Context, port int) (conn, error)

	// read is Read that calls onWait before it blocks, or earlier if the network
	// does not know whether it will.
	read func(c conn, p []byte, onWait func()) (int, error)

	// await waits until something has arrived. Without latency it has nothing to
	// wait for.
	await func(t *testing.T, c conn, what arrival)
}

type arrival int

const (
	fin arrival = iota
	rst
)

// listener and conn are the methods that memnet must have as package net does.
type listener interface {
	net.Listener
	SetDeadline(time.Time) error
}

type conn interface {
	net.Conn
	CloseRead() error
	CloseWrite() error
	SetKeepAlive(bool) error
	SetKeepAliveConfig(net.KeepAliveConfig) error
	SetKeepAlivePeriod(time.Duration) error
	SetLinger(int) error
	SetNoDelay(bool) error
	SetReadBuffer(int) error
	SetWriteBuffer(int) error
}

func memoryNetwork() network {
	n := new(memnet.Network)
	return network{
		name: "memnet",
		listen: func(port, backlog int) (listener, error) {
			n.Backlog = backlog
			ln, err := n.Listen(port)
			if err != nil {
				return nil, err
			}
			return ln, nil
		},
		dial: func(ctx context.Context, port int) (conn, error) {
			c, err := n.Dial(ctx, port)
			if err != nil {
				return nil, err
			}
			return c, nil
		},
		read: func(c conn, p []byte, onWait func()) (int, error) {
			return c.(*memnet.Conn).ReadFunc(p, onWait)
		},
		await: func(*testing.T, conn, arrival) {},
	}
}

func TestConformance(t *testing.T) {
	cases := slices.Concat(streamCases, halfCloseCases, closeCases, deadlineCases, listenCases, errorCases)
	if len(cases) < 40 {
		t.Errorf("%d cases", len(cases))
	}
	for _, n := range append(hostNetworks, memoryNetwork()) {
		t.Run(n.name, func(t *testing.T) {
			for _, c := range cases {
				t.Run(c.name, func(t *testing.T) { c.check(t, n) })
			}
		})
	}
}

// check runs the case on a network and compares the result.
func (c conformanceCase) check(t *testing.T, n network) {
	want := c.want
	if n.name == "memnet" && c.memnet != "" {
		want = c.memnet
	}
	if (c.memnet == "") != (c.why == "") {
		t.Error("a difference needs a result and a reason")
	}
	if got := c.run(&fixture{t, n}); got != want {
		t.Errorf("%s\n got %s\nwant %s", c.name, got, want)
	}
}

// testTimeout bounds each wait of these tests.
const testTimeout = 10 * time.Second

// fixture runs one conformanceCase to one network.
type fixture struct {
	*testing.T
	network
}

func (f *fixture) newListener(backlog int) listener {
	f.Helper()
	ln, err := f.listen(0, backlog)
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { ln.Close() })
	return ln
}

func portOf(addr net.Addr) int { return addr.(*net.TCPAddr).Port }

func (f *fixture) connectTo(ln listener) conn {
	f.Helper()
	ctx, cancel := context.WithTimeout(f.Context(), testTimeout)
	defer cancel()
	c, err := f.dial(ctx, portOf(ln.Addr()))
	if err != nil {
		f.Fatal(err)
	}
	return f.track(c)
}

func (f *fixture) accept(ln listener) conn {
	f.Helper()
	c, err := ln.Accept()
	if err != nil {
		f.Fatal(err)
	}
	return f.track(c.(conn))
}

// track sets a deadline, and closes the connection at the end of the case.
func (f *fixture) track(c conn) conn {
	f.Cleanup(func() { c.Close() })
	if err := c.SetDeadline(time.Now().Add(testTimeout)); err != nil {
		f.Error(err)
	}
	return c
}

// pair returns the two ends of a connection.
func (f *fixture) pair() (client, server conn) {
	f.Helper()
	ln := f.newListener(1)
	client = f.connectTo(ln)
	return client, f.accept(ln)
}

// send writes text, and fails the test on an error.
func (f *fixture) send(c conn, text string) {
	f.Helper()
	if _, err := io.WriteString(c, text); err != nil {
		f.Fatal(err)
	}
}

// must fails the test on an error.
func (f *fixture) must(errs ...error) {
	f.Helper()
	if err := errors.Join(errs...); err != nil {
		f.Fatal(err)
	}
}

// readN reads n bytes, in several calls.
func readN(c net.Conn, n int) string {
	p := make([]byte, n)
	n, err := io.ReadFull(c, p)
	return describeRead(p[:n], err)
}

// readOnce calls Read once.
func readOnce(c net.Conn, size int) string {
	p := make([]byte, size)
	n, err := c.Read(p)
	return describeRead(p[:n], err)
}

// writeByte writes one byte.
func writeByte(c net.Conn) error {
	_, err := c.Write([]byte("x"))
	return err
}

// writeUntilError writes until an error: the answer to a write may not have arrived.
func writeUntilError(c net.Conn) (err error) {
	for err == nil {
		err = writeByte(c)
	}
	return err
}

func describeRead(p []byte, err error) string {
	switch {
	case err == nil:
		return string(p)
	case len(p) == 0:
		return describeError(err)
	}
	return string(p) + " " + describeError(err)
}

// describe joins parts of a result to a text.
func describe(parts ...any) string {
	var words []string
	for _, part := range parts {
		if err, ok := part.(error); ok || part == nil {
			words = append(words, describeError(err))
			continue
		}
		words = append(words, fmt.Sprint(part))
	}
	return strings.Join(words, ", ")
}

// describeError returns the kind of an error.
func describeError(err error) string {
	for _, known := range []struct {
		err  error
		word string
	}{
		{nil, "ok"},
		{io.EOF, "EOF"},
		{io.ErrUnexpectedEOF, "EOF"}, // of io.ReadFull
		{net.ErrClosed, "closed"},
		{os.ErrDeadlineExceeded, "timeout"},
		{context.DeadlineExceeded, "timeout"}, // a dial returns one or the other
		{context.Canceled, "canceled"},
		{syscall.ECONNREFUSED, "ECONNREFUSED"},
		{syscall.ECONNRESET, "ECONNRESET"},
		{syscall.EADDRINUSE, "EADDRINUSE"},
		{syscall.ENOTCONN, "ENOTCONN"},
		{syscall.EPIPE, "EPIPE"},
	} {
		if errors.Is(err, known.err) {
			return known.word
		}
	}
	return err.Error()
}

var digits = regexp.MustCompile(`:\d+`)

// errorText returns an error's text without ports.
func errorText(err error) string { return digits.ReplaceAllString(fmt.Sprint(err), ":N") }

// startBlocking runs f in a goroutine and returns when f calls onWait. result waits
// for f and returns its result.
func startBlocking(f func(onWait func()) string) (result func() string) {
	waiting, done := make(chan struct{}), make(chan string, 1)
	go func() { done <- f(func() { close(waiting) }) }()
	<-waiting
	return func() string {
		select {
		case text := <-done:
			return text
		case <-time.After(testTimeout):
			return "still blocked"
		}
	}
}

// startRead starts a Read that blocks.
func (f *fixture) startRead(c conn) (result func() string) {
	return startBlocking(func(onWait func()) string {
		p := make([]byte, 100)
		n, err := f.read(c, p, onWait)
		return describeRead(p[:n], err)
	})
}
