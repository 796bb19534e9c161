package memnet_test

import (
	"context"
	"net"
	"runtime"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// hostWorlds is real TCP, of Linux: other kernels answer some probes otherwise.
var hostWorlds = []world{{
	name:  "TCP",
	extra: 1,
	listen: func(port, backlog int) (listener, error) {
		ln, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err != nil {
			return nil, err
		}
		tcp := ln.(*net.TCPListener)
		raw, err := tcp.SyscallConn()
		if err != nil {
			return nil, err
		}
		var lerr error // a second listen(2) sets the backlog
		err = raw.Control(func(fd uintptr) { lerr = syscall.Listen(int(fd), backlog) })
		if err == nil {
			err = lerr
		}
		return tcp, err
	},
	dial: func(ctx context.Context, port int) (conn, error) {
		var d net.Dialer
		c, err := d.DialContext(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err != nil {
			return nil, err
		}
		return c.(conn), nil
	},
	read: func(c conn, p []byte, waits func()) (int, error) {
		waits()
		return c.Read(p)
	},
	await: func(t *testing.T, c conn, what arrival) {
		t.Helper()
		for began := time.Now(); !slices.Contains(statesAfter[what], state(t, c)); {
			if time.Since(began) > patience {
				t.Fatalf("it does not arrive: the state is %d", state(t, c))
			}
			runtime.Gosched()
		}
	},
}}

// statesAfter are the kernel's states of a connection to which that has come:
// TCP_TIME_WAIT, TCP_CLOSE, TCP_CLOSE_WAIT, TCP_LAST_ACK and TCP_CLOSING.
var statesAfter = [...][]int{fin: {6, 7, 8, 9, 11}, rst: {7}}

func state(t *testing.T, c conn) (state int) {
	t.Helper()
	raw, err := c.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	_ = raw.Control(func(fd uintptr) {
		// The first byte of struct tcp_info is the state.
		state, err = syscall.GetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_INFO)
		state &= 0xff
	})
	if err != nil {
		t.Fatal(err)
	}
	return state
}
