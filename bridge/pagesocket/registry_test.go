package pagesocket

import (
	"net"
	"testing"
	"time"
)

// TestSuspended runs the sweeps of a computer that is suspended for longer than
// PageTimeout: no page times out because of it, but one that stays silent
// afterwards does.
func TestSuspended(t *testing.T) {
	timeouts := 0
	r := NewRegistry(Config{PingInterval: 20 * time.Second, PageTimeout: time.Minute, OnTimeout: func() { timeouts++ }})
	conn, page := net.Pipe()
	defer page.Close()
	s := &Socket{registry: r, conn: conn}
	s.write.Lock() // a message is being written: no heartbeat, no ping
	r.add(s)
	now := time.Duration(0)
	sweep := func(times int, interval time.Duration) int {
		for range times {
			now += interval
			r.sweep(now)
		}
		return timeouts
	}
	sweep(10, time.Second)
	if sweep(1, 70*time.Second) != 0 {
		t.Error("a page timed out because this process was suspended")
	}
	if sweep(59, time.Second) != 0 {
		t.Error("the timeout does not start when the process resumes")
	}
	if sweep(2, time.Second) != 1 {
		t.Error("a page that stays silent does not time out")
	}
}
