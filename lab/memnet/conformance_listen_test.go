package memnet_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"socketschool/server/secure"
)

// closeAccepted closes an accepted connection. It returns its arguments.
func closeAccepted(c net.Conn, err error) (net.Conn, error) {
	if err == nil {
		c.Close()
	}
	return c, err
}

var listenCases = []conformanceCase{
	{name: "a client need not be accepted to send", want: "early", run: func(f *fixture) string {
		ln := f.newListener(1)
		f.send(f.connectTo(ln), "early")
		return readN(f.accept(ln), 5)
	}},
	{name: "clients are accepted in their order", want: "in order", run: func(f *fixture) string {
		ln := f.newListener(10)
		var dialled, taken []string
		for range 5 {
			dialled = append(dialled, f.connectTo(ln).LocalAddr().String())
		}
		for range 5 {
			taken = append(taken, f.accept(ln).RemoteAddr().String())
		}
		if strings.Join(dialled, " ") != strings.Join(taken, " ") {
			return describe(dialled, taken)
		}
		return "in order"
	}},
	{name: "a client that leaves before it is accepted", want: "gone, EOF", run: func(f *fixture) string {
		ln := f.newListener(1)
		c := f.connectTo(ln)
		f.send(c, "gone")
		f.must(c.Close())
		s := f.accept(ln)
		return describe(readN(s, 4), readOnce(s, 1))
	}},
	{name: "a client that resets before it is accepted", want: "ECONNRESET", run: func(f *fixture) string {
		ln := f.newListener(1)
		c := f.connectTo(ln)
		f.must(c.SetLinger(0), c.Close())
		return readOnce(f.accept(ln), 1)
	}},
	{name: "Close wakes Accept", want: "closed", run: func(f *fixture) string {
		ln := f.newListener(1)
		result := startBlocking(func(onWait func()) string {
			if ln, ok := ln.(interface {
				AcceptFunc(onWait func()) (net.Conn, error)
			}); ok {
				_, err := ln.AcceptFunc(onWait)
				return describe(err)
			}
			onWait()
			_, err := ln.Accept()
			return describe(err)
		})
		f.must(ln.Close())
		return result()
	}},
	{name: "calls after Close", want: "closed, closed, closed", run: func(f *fixture) string {
		ln := f.newListener(1)
		f.must(ln.Close())
		_, err := ln.Accept()
		return describe(err, ln.Close(), ln.SetDeadline(time.Time{}))
	}},
	{name: "Close resets who was not accepted", want: "ECONNRESET", run: func(f *fixture) string {
		ln := f.newListener(1)
		c := f.connectTo(ln)
		f.must(ln.Close())
		return readOnce(c, 1)
	}},
	{name: "Close leaves who was accepted", want: "still here", run: func(f *fixture) string {
		ln := f.newListener(1)
		c := f.connectTo(ln)
		s := f.accept(ln)
		f.must(ln.Close())
		f.send(s, "still here")
		return readN(c, 10)
	}},
	{name: "nobody listens", want: "ECONNREFUSED", run: func(f *fixture) string {
		ln := f.newListener(1)
		f.must(ln.Close())
		_, err := f.dial(f.Context(), portOf(ln.Addr()))
		return describe(err)
	}},
	{name: "port 0 cannot be dialled", want: "ECONNREFUSED", run: func(f *fixture) string {
		_, err := f.dial(f.Context(), 0)
		return describe(err)
	}},
	{name: "two listeners on one port", want: "EADDRINUSE", run: func(f *fixture) string {
		_, err := f.listen(portOf(f.newListener(1).Addr()), 1)
		return describe(err)
	}},
	{name: "a listener on a client's port", want: "EADDRINUSE", run: func(f *fixture) string {
		c, _ := f.pair()
		_, err := f.listen(portOf(c.LocalAddr()), 1)
		return describe(err)
	}},
	{name: "a port is free again after Close, though clients stay", want: "ok", run: func(f *fixture) string {
		ln := f.newListener(1)
		f.connectTo(ln)
		f.accept(ln)
		f.must(ln.Close())
		again, err := f.listen(portOf(ln.Addr()), 1)
		if err == nil {
			again.Close()
		}
		return describe(err)
	}},
	{name: "a full backlog lets clients wait", want: "timeout, ok", run: func(f *fixture) string {
		ln := f.newListener(2)
		f.fillBacklog(ln, 2)
		onWait, cancel := context.WithTimeout(f.Context(), 20*time.Millisecond)
		defer cancel()
		_, err := f.dial(onWait, portOf(ln.Addr()))
		f.accept(ln)
		return describe(err, f.connectTo(ln).Close())
	}},
	{
		name: "a backlog of 2 takes", want: "3", memnet: "2",
		why: "Linux takes one more than it is told to; a lesson shows the figure that is set",
		run: func(f *fixture) string {
			ln := f.newListener(2)
			for n := 0; ; n++ {
				soon, cancel := context.WithTimeout(f.Context(), 20*time.Millisecond)
				defer cancel()
				if _, err := f.dial(soon, portOf(ln.Addr())); err != nil {
					return describe(n)
				}
			}
		},
	},
	{
		name: "a listener on the port of a client that has closed first", want: "EADDRINUSE", memnet: "ok",
		why: "TIME_WAIT keeps a port for late segments, of which there are none",
		run: func(f *fixture) string {
			c, s := f.pair()
			f.must(c.Close())
			_ = readOnce(s, 1) // so that its FIN has arrived
			f.must(s.Close())
			ln, err := f.listen(portOf(c.LocalAddr()), 1)
			if err == nil {
				ln.Close()
			}
			return describe(err)
		},
	},
	{name: "who waits for the backlog is let in when there is room", want: "welcome", run: func(f *fixture) string {
		ln := f.newListener(1)
		f.fillBacklog(ln, 1)
		dialled := make(chan conn, 1)
		go func() {
			if c, err := f.dial(f.Context(), portOf(ln.Addr())); err == nil {
				dialled <- c
			}
			close(dialled)
		}()
		for range 1 + f.extra {
			f.accept(ln)
		}
		f.send(f.accept(ln), "welcome")
		return readN(f.track(<-dialled), 7)
	}},
	{name: "1,000 clients at once", want: "1000 answers", run: func(f *fixture) string {
		ln := f.newListener(100)
		var everyone sync.WaitGroup
		answers := make(chan string, 1000)
		for range 1000 {
			everyone.Go(func() {
				c, err := f.dial(f.Context(), portOf(ln.Addr()))
				if err != nil {
					answers <- describe(err)
					return
				}
				defer c.Close()
				_ = c.SetDeadline(time.Now().Add(testTimeout))
				_, _ = c.Write([]byte("hello"))
				answers <- readN(c, 5)
			})
		}
		for range 1000 {
			s := f.accept(ln)
			everyone.Go(func() { _, _ = s.Write([]byte(readN(s, 5))) })
		}
		everyone.Wait()
		close(answers)
		right := 0
		for result := range answers {
			if result == "hello" {
				right++
			}
		}
		return describe(right) + " answers"
	}},
	{name: "TLS over it", want: "TLS 1.3, hello, EOF", run: func(f *fixture) string {
		c, s := f.pair()
		cert, err := secure.LoadCertificate("", "")
		f.must(err)
		answered := make(chan error, 1)
		go func() {
			server := tls.Server(s, &tls.Config{Certificates: []tls.Certificate{cert}})
			_, err := server.Write([]byte(readN(server, 5)))
			answered <- errors.Join(err, server.CloseWrite())
		}()
		client := tls.Client(c, &tls.Config{InsecureSkipVerify: true})
		_, err = client.Write([]byte("hello"))
		f.must(err)
		hello, end := readN(client, 5), readOnce(client, 1)
		f.must(<-answered)
		return describe(tls.VersionName(client.ConnectionState().Version), hello, end)
	}},
}

var errorCases = []conformanceCase{
	{name: "addresses are each other's", want: "true, true, true", run: func(f *fixture) string {
		ln := f.newListener(1)
		c := f.connectTo(ln)
		s := f.accept(ln)
		return describe(c.LocalAddr().String() == s.RemoteAddr().String(),
			s.LocalAddr().String() == c.RemoteAddr().String(),
			c.RemoteAddr().String() == ln.Addr().String())
	}},
	{name: "addresses are those of TCP", want: "*net.TCPAddr, tcp, 127.0.0.1, 4", run: func(f *fixture) string {
		c, _ := f.pair()
		addr, ok := c.LocalAddr().(*net.TCPAddr)
		if !ok {
			return "something else"
		}
		return describe("*net.TCPAddr", addr.Network(), addr.IP, len(addr.IP))
	}},
	{name: "clients have ports of their own", want: "apart", run: func(f *fixture) string {
		ln := f.newListener(2)
		one, other := f.connectTo(ln), f.connectTo(ln)
		if one.LocalAddr().String() == other.LocalAddr().String() {
			return "the same"
		}
		return "apart"
	}},
	{
		name: "the kernel's descriptor", want: "there", memnet: "none",
		why: "there is no kernel",
		run: func(f *fixture) string {
			c, _ := f.pair()
			if _, ok := c.(syscall.Conn); ok {
				return "there"
			}
			return "none"
		},
	},
	{name: "addresses outlive Close", want: "the same, the same", run: func(f *fixture) string {
		c, _ := f.pair()
		local, remote := c.LocalAddr().String(), c.RemoteAddr().String()
		f.must(c.Close())
		if c.LocalAddr().String() != local || c.RemoteAddr().String() != remote {
			return "others"
		}
		return "the same, the same"
	}},
	{name: "setters", want: "ok", run: func(f *fixture) string {
		c, _ := f.pair()
		return describe(callSetters(c))
	}},
	{name: "setters after Close", want: "closed 12 times", run: func(f *fixture) string {
		c, _ := f.pair()
		f.must(c.Close())
		all, _ := callSetters(c).(interface{ Unwrap() []error })
		n := 0
		for _, err := range all.Unwrap() {
			if errors.Is(err, net.ErrClosed) {
				n++
			}
		}
		return "closed " + describe(n) + " times"
	}},
	{name: "a timeout says that it is one", want: "true, true", run: func(f *fixture) string {
		c, _ := f.pair()
		f.must(c.SetReadDeadline(time.Unix(1, 0)))
		_, err := c.Read(make([]byte, 1))
		var failure net.Error
		return describe(errors.As(err, &failure) && failure.Timeout(), os.IsTimeout(err))
	}},
	{name: "a reset is no timeout", want: "false", run: func(f *fixture) string {
		c, s := f.pair()
		f.must(s.SetLinger(0), s.Close())
		_, err := c.Read(make([]byte, 1))
		var failure net.Error
		return describe(!errors.As(err, &failure) || failure.Timeout())
	}},
	{name: "an error has the kernel's number", want: "true", run: func(f *fixture) string {
		c, _ := f.pair()
		f.must(c.CloseWrite())
		var number syscall.Errno
		return describe(errors.As(writeByte(c), &number) && number == syscall.EPIPE)
	}},
	{name: "text: EPIPE", want: "write tcp 127.0.0.1:N->127.0.0.1:N: write: broken pipe", run: func(f *fixture) string {
		c, _ := f.pair()
		f.must(c.CloseWrite())
		return errorText(writeByte(c))
	}},
	{name: "text: ECONNRESET", want: "read tcp 127.0.0.1:N->127.0.0.1:N: read: connection reset by peer", run: func(f *fixture) string {
		c, s := f.pair()
		f.must(s.SetLinger(0), s.Close())
		_, err := c.Read(make([]byte, 1))
		return errorText(err)
	}},
	{name: "text: ENOTCONN", want: "close tcp 127.0.0.1:N->127.0.0.1:N: shutdown: transport endpoint is not connected", run: func(f *fixture) string {
		c, s := f.pair()
		f.must(s.SetLinger(0), s.Close())
		f.await(f.T, c, rst)
		return errorText(c.CloseWrite())
	}},
	{name: "text: timeout", want: "read tcp 127.0.0.1:N->127.0.0.1:N: i/o timeout", run: func(f *fixture) string {
		c, _ := f.pair()
		f.must(c.SetReadDeadline(time.Unix(1, 0)))
		_, err := c.Read(make([]byte, 1))
		return errorText(err)
	}},
	{name: "text: read after Close", want: "read tcp 127.0.0.1:N->127.0.0.1:N: use of closed network connection", run: func(f *fixture) string {
		c, _ := f.pair()
		f.must(c.Close())
		_, err := c.Read(make([]byte, 1))
		return errorText(err)
	}},
	{name: "text: Close after Close", want: "close tcp 127.0.0.1:N->127.0.0.1:N: use of closed network connection", run: func(f *fixture) string {
		c, _ := f.pair()
		f.must(c.Close())
		return errorText(c.Close())
	}},
	{name: "text: a setter after Close", want: "set tcp 127.0.0.1:N->127.0.0.1:N: use of closed network connection", run: func(f *fixture) string {
		c, _ := f.pair()
		f.must(c.Close())
		return errorText(c.SetNoDelay(true))
	}},
	{name: "text: a deadline after Close", want: "set tcp 127.0.0.1:N: use of closed network connection", run: func(f *fixture) string {
		c, _ := f.pair()
		f.must(c.Close())
		return errorText(c.SetDeadline(time.Time{}))
	}},
	{name: "text: Accept after Close", want: "accept tcp 127.0.0.1:N: use of closed network connection", run: func(f *fixture) string {
		ln := f.newListener(1)
		f.must(ln.Close())
		_, err := ln.Accept()
		return errorText(err)
	}},
	{name: "text: Accept's deadline", want: "accept tcp 127.0.0.1:N: i/o timeout", run: func(f *fixture) string {
		ln := f.newListener(1)
		f.must(ln.SetDeadline(time.Unix(1, 0)))
		_, err := ln.Accept()
		return errorText(err)
	}},
	{name: "text: refused", want: "dial tcp 127.0.0.1:N: connect: connection refused", run: func(f *fixture) string {
		_, err := f.dial(f.Context(), 0)
		return errorText(err)
	}},
	{name: "text: canceled", want: "dial tcp 127.0.0.1:N: operation was canceled", run: func(f *fixture) string {
		ctx, cancel := context.WithCancel(f.Context())
		cancel()
		_, err := f.dial(ctx, 1)
		return errorText(err)
	}},
	{name: "text: dial's deadline", want: "dial tcp 127.0.0.1:N: i/o timeout", run: func(f *fixture) string {
		ctx, cancel := context.WithDeadline(f.Context(), time.Unix(1, 0))
		defer cancel()
		_, err := f.dial(ctx, 1)
		return errorText(err)
	}},
	{name: "text: port in use", want: "listen tcp 127.0.0.1:N: bind: address already in use", run: func(f *fixture) string {
		_, err := f.listen(portOf(f.newListener(1).Addr()), 1)
		return errorText(err)
	}},
	{name: "text: no such port", want: "dial tcp: address 70000: invalid port, listen tcp: address 70000: invalid port", run: func(f *fixture) string {
		_, derr := f.dial(f.Context(), 70000)
		_, lerr := f.listen(70000, 1)
		return describe(errorText(derr), errorText(lerr))
	}},
}

// fillBacklog makes as many connections as a backlog holds, and those that Linux
// accepts beyond.
func (f *fixture) fillBacklog(ln listener, backlog int) {
	f.Helper()
	for range backlog + f.extra {
		f.connectTo(ln)
	}
}

// callSetters calls every setter.
func callSetters(c conn) error {
	return errors.Join(
		c.SetDeadline(time.Time{}), c.SetReadDeadline(time.Time{}), c.SetWriteDeadline(time.Time{}),
		c.SetKeepAlive(true), c.SetKeepAlivePeriod(time.Minute), c.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true}),
		c.SetLinger(1), c.SetLinger(-1), c.SetNoDelay(false), c.SetNoDelay(true),
		c.SetReadBuffer(64<<10), c.SetWriteBuffer(64<<10),
	)
}
