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

// hostNetworks is Linux' TCP. Other kernels differ in some cases.
var hostNetworks = []network{{
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
	read: func(c conn, p []byte, onWait func()) (int, error) {
		onWait()
		return c.Read(p)
	},
	await: func(t *testing.T, c conn, what arrival) {
		t.Helper()
		for start := time.Now(); !slices.Contains(statesAfter[what], tcpState(t, c)); {
			if time.Since(start) > testTimeout {
				t.Fatalf("it does not arrive: the state is %d", tcpState(t, c))
			}
			runtime.Gosched()
		}
	},
}}

// statesAfter are the kernel's states of a connection after an arrival:
// TCP_TIME_WAIT, TCP_CLOSE, TCP_CLOSE_WAIT, TCP_LAST_ACK and TCP_CLOSING.
var statesAfter = [...][]int{fin: {6, 7, 8, 9, 11}, rst: {7}}

func tcpState(t *testing.T, c conn) (state int) {
	t.Helper()
	raw, err := c.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	_ = raw.Control(func(fd uintptr) {
		// The first byte of struct tcp_info is tcpi_state.
		state, err = syscall.GetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_INFO)
		state &= 0xff
	})
	if err != nil {
		t.Fatal(err)
	}
	return state
}
