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

// probe is a question about TCP, and the answer that a program gets to see.
type probe struct {
	name string
	ask  func(a *asker) string
	want string // by Linux' TCP; and by memnet, natively and under GOOS=js, unless it differs

	memnet string // what memnet answers instead
	why    string // and the reason: what cannot be, or what nobody should miss
}

// world is a network that probes are put to.
type world struct {
	name   string
	extra  int // connections that a full backlog takes beyond its size
	listen func(port, backlog int) (listener, error)
	dial   func(ctx context.Context, port int) (conn, error)

	// read is Read, with a word before it waits: at the latest possible moment
	// if the network knows it.
	read func(c conn, p []byte, waits func()) (int, error)

	// await returns when something that is underway has come: nothing is where
	// there is no latency.
	await func(t *testing.T, c conn, what arrival)
}

type arrival int

const (
	fin arrival = iota
	rst
)

// listener and conn are what package net's have and memnet's must.
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

func inMemory() world {
	n := new(memnet.Network)
	return world{
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
		read: func(c conn, p []byte, waits func()) (int, error) {
			return c.(*memnet.Conn).ReadFunc(p, waits)
		},
		await: func(*testing.T, conn, arrival) {},
	}
}

func TestProbes(t *testing.T) {
	probes := slices.Concat(streamProbes, halfProbes, closeProbes, deadlineProbes, listenProbes, nameProbes)
	if len(probes) < 40 {
		t.Errorf("%d probes", len(probes))
	}
	for _, w := range append(hostWorlds, inMemory()) {
		t.Run(w.name, func(t *testing.T) {
			for _, p := range probes {
				t.Run(p.name, func(t *testing.T) { p.put(t, w) })
			}
		})
	}
}

func (p probe) put(t *testing.T, w world) {
	want := p.want
	if w.name == "memnet" && p.memnet != "" {
		want = p.memnet
	}
	if (p.memnet == "") != (p.why == "") {
		t.Error("a difference has an answer and a reason")
	}
	if got := p.ask(&asker{t, w}); got != want {
		t.Errorf("%s\n got %s\nwant %s", p.name, got, want)
	}
}

// patience bounds every wait of these tests.
const patience = 10 * time.Second

// asker puts one probe to one world.
type asker struct {
	*testing.T
	world
}

func (a *asker) open(backlog int) listener {
	a.Helper()
	ln, err := a.listen(0, backlog)
	if err != nil {
		a.Fatal(err)
	}
	a.Cleanup(func() { ln.Close() })
	return ln
}

func portOf(addr net.Addr) int { return addr.(*net.TCPAddr).Port }

func (a *asker) call(ln listener) conn {
	a.Helper()
	ctx, cancel := context.WithTimeout(a.Context(), patience)
	defer cancel()
	c, err := a.dial(ctx, portOf(ln.Addr()))
	if err != nil {
		a.Fatal(err)
	}
	return a.keep(c)
}

func (a *asker) accept(ln listener) conn {
	a.Helper()
	c, err := ln.Accept()
	if err != nil {
		a.Fatal(err)
	}
	return a.keep(c.(conn))
}

// keep bounds the connection in time and closes it at the probe's end.
func (a *asker) keep(c conn) conn {
	a.Cleanup(func() { c.Close() })
	if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
		a.Error(err)
	}
	return c
}

// pair is the two ends of a connection.
func (a *asker) pair() (client, server conn) {
	a.Helper()
	ln := a.open(1)
	client = a.call(ln)
	return client, a.accept(ln)
}

// put writes, and does not expect to fail.
func (a *asker) put(c conn, text string) {
	a.Helper()
	if _, err := io.WriteString(c, text); err != nil {
		a.Fatal(err)
	}
}

// do is for calls that do not fail.
func (a *asker) do(errs ...error) {
	a.Helper()
	if err := errors.Join(errs...); err != nil {
		a.Fatal(err)
	}
}

// get reads n bytes, in as many calls as it takes.
func get(c net.Conn, n int) string {
	p := make([]byte, n)
	n, err := io.ReadFull(c, p)
	return heard(p[:n], err)
}

// once is a single Read.
func once(c net.Conn, size int) string {
	p := make([]byte, size)
	n, err := c.Read(p)
	return heard(p[:n], err)
}

// write is a single Write of a byte.
func write(c net.Conn) error {
	_, err := c.Write([]byte("x"))
	return err
}

// fails repeats a write until it fails: an answer may be underway.
func fails(c net.Conn) (err error) {
	for err == nil {
		err = write(c)
	}
	return err
}

func heard(p []byte, err error) string {
	switch {
	case err == nil:
		return string(p)
	case len(p) == 0:
		return word(err)
	}
	return string(p) + " " + word(err)
}

// says joins the parts of an answer; errors become words.
func says(parts ...any) string {
	var words []string
	for _, part := range parts {
		if err, ok := part.(error); ok || part == nil {
			words = append(words, word(err))
			continue
		}
		words = append(words, fmt.Sprint(part))
	}
	return strings.Join(words, ", ")
}

// word is an error as a program tells it from others.
func word(err error) string {
	for _, known := range []struct {
		err  error
		word string
	}{
		{nil, "ok"},
		{io.EOF, "EOF"},
		{io.ErrUnexpectedEOF, "EOF"}, // of io.ReadFull
		{net.ErrClosed, "closed"},
		{os.ErrDeadlineExceeded, "timeout"},
		{context.DeadlineExceeded, "timeout"}, // a dial returns the one or the other, by chance
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

// text is an error's whole text, but for the ports.
func text(err error) string { return digits.ReplaceAllString(fmt.Sprint(err), ":N") }

// meanwhile runs f, and returns once f waits, where that can be told. What f
// returns comes from the answer.
func meanwhile(f func(waits func()) string) (answer func() string) {
	waiting, done := make(chan struct{}), make(chan string, 1)
	go func() { done <- f(func() { close(waiting) }) }()
	<-waiting
	return func() string {
		select {
		case text := <-done:
			return text
		case <-time.After(patience):
			return "nothing happens"
		}
	}
}

// reads is a Read that is under way.
func (a *asker) reads(c conn) (answer func() string) {
	return meanwhile(func(waits func()) string {
		p := make([]byte, 100)
		n, err := a.read(c, p, waits)
		return heard(p[:n], err)
	})
}
