package bridge

import (
	"net"
	"testing"
	"time"
)

// TestProcessSlept sweeps as the bridge does after the computer has slept: by
// then every page has been silent for longer than is allowed, and none is given
// up. A page that stays silent afterwards is.
func TestProcessSlept(t *testing.T) {
	b := &Bridge{sockets: make(map[*socket]struct{})}
	b.cfg.setDefaults()
	near, far := net.Pipe()
	defer far.Close()
	s := &socket{bridge: b, conn: near}
	s.write.Lock() // a message is being written: no beat, no ping
	b.sockets[s] = struct{}{}
	at := time.Duration(0)
	sweep := func(times int, after time.Duration) uint64 {
		for range times {
			at += after
			b.sweepOnce(at)
		}
		return b.Stats.PagesGivenUp.Load()
	}
	sweep(10, time.Second)
	if sweep(1, 70*time.Second) != 0 {
		t.Error("a page is given up because this process slept")
	}
	if sweep(59, time.Second) != 0 {
		t.Error("the silence does not count from the moment at which the process woke")
	}
	if sweep(2, time.Second) == 0 {
		t.Error("a page that stays silent is never given up")
	}
}
