//go:build !js

// A pool opens ports of the host, and a tab has no host.

package pool_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"socketschool/lab"
	"socketschool/lab/pool"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// untilStopped is a server that accepts no client.
func untilStopped(ctx context.Context, _ net.Listener, _ *slog.Logger) error {
	<-ctx.Done()
	return nil
}

func newPool(t *testing.T, limits pool.Limits, shared bool) *pool.Pool {
	t.Helper()
	p := pool.New(limits, shared)
	t.Cleanup(p.Close)
	return p
}

var program = lab.Program{Slug: "test", Serve: untilStopped}

func onPort(port int) lab.Program {
	p := program
	p.Port = port
	return p
}

func startIn(t *testing.T, p *pool.Pool, session string, port int) *lab.Lab {
	t.Helper()
	l, err := p.Start(session, onPort(port))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// freePort returns a port that was free when it was called.
func freePort(t *testing.T) int {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port
}

func portOf(t *testing.T, l *lab.Lab) int {
	t.Helper()
	_, port, err := net.SplitHostPort(l.Info().Address)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPorts(t *testing.T) {
	own := freePort(t)
	p := newPool(t, pool.Limits{}, false)
	first, second := startIn(t, p, "s", own), startIn(t, p, "s", own)
	if got := portOf(t, first); got != own {
		t.Errorf("the first lab has port %d, want the lesson's own, %d", got, own)
	}
	if got := portOf(t, second); got == own || got == 0 {
		t.Errorf("the second lab has port %d", got)
	}
	first.Stop()
	if got := portOf(t, startIn(t, p, "s", own)); got != own {
		t.Errorf("after a stop the port is %d, want %d again", got, own)
	}
	shared := newPool(t, pool.Limits{}, true)
	if got := portOf(t, startIn(t, shared, "s", freePort(t))); got == own {
		t.Errorf("a shared pool gave out the lesson's own port")
	}
}

// expectRefused fails the test unless the limit of that name refuses a lab.
func expectRefused(t *testing.T, p *pool.Pool, session, want string) {
	t.Helper()
	_, err := p.Start(session, program)
	limit, ok := errors.AsType[*pool.LimitError](err)
	if !ok || limit.Name != want || limit.Retry <= 0 {
		t.Errorf("error %v, want a refusal by %s", err, want)
	}
}

func state(l *lab.Lab) lab.State { return l.Info().State }

// TestLimits: no lab is evicted while all have a page.
func TestLimits(t *testing.T) {
	p := newPool(t, pool.Limits{PerSession: 2, Total: 3}, true)
	a := startIn(t, p, "a", 0)
	for _, l := range []*lab.Lab{a, startIn(t, p, "a", 0)} {
		defer l.Attach()()
	}
	expectRefused(t, p, "a", "labs-per-session")
	defer startIn(t, p, "b", 0).Attach()()
	expectRefused(t, p, "b", "labs")
	if n := p.Running(); n != 3 {
		t.Errorf("%d labs run, want 3", n)
	}
	a.Stop()
	startIn(t, p, "a", 0)
	if _, ok := p.Get(a.ID()); !ok {
		t.Error("a stopped lab's events are gone at once")
	}
	if n := p.Refused("labs-per-session"); n != 1 {
		t.Errorf("%d refusals counted, want 1", n)
	}
}

// TestEvictsOwnLab: at its limit, a session's lab without a page is evicted.
func TestEvictsOwnLab(t *testing.T) {
	p := newPool(t, pool.Limits{PerSession: 3}, true)
	attached, first, second := startIn(t, p, "s", 0), startIn(t, p, "s", 0), startIn(t, p, "s", 0)
	defer attached.Attach()()
	first.Attach()()
	second.Attach()()
	startIn(t, p, "s", 0)
	if state(first) != lab.StateStopped || state(second) != lab.StateListening || state(attached) != lab.StateListening {
		t.Errorf("the lab detached first is %s, the one detached second %s, the attached one %s", state(first), state(second), state(attached))
	}
}

// TestFairShares: on a host that one session has filled, another session still
// gets a lab, and sessions with one lab keep it.
func TestFairShares(t *testing.T) {
	p := newPool(t, pool.Limits{PerSession: 8, Total: 6}, true)
	var greedy []*lab.Lab
	for range 4 {
		l := startIn(t, p, "greedy", 0)
		defer l.Attach()()
		greedy = append(greedy, l)
	}
	modest := startIn(t, p, "modest", 0)
	defer modest.Attach()()
	defer startIn(t, p, "other", 0).Attach()()
	defer startIn(t, p, "new", 0).Attach()()
	for i, l := range greedy {
		want := lab.StateListening
		if i == 3 {
			want = lab.StateStopped
		}
		if state(l) != want {
			t.Errorf("lab %d of the greedy session is %s, want %s", i, state(l), want)
		}
	}
	expectRefused(t, p, "modest", "labs")
	if state(modest) != lab.StateListening {
		t.Error("a session lost its only lab")
	}
}

// TestUnseen: labs to which no page comes end early. A script that starts labs in
// a loop leaves such labs.
func TestUnseen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pool.New(pool.Limits{Total: 3, Idle: time.Minute, Unseen: 20 * time.Second}, true)
		defer p.Close()
		seen := startIn(t, p, "s", 0)
		seen.Attach()()
		var flood []*lab.Lab
		for _, session := range []string{"1", "2"} {
			flood = append(flood, startIn(t, p, session, 0))
		}
		expectRefused(t, p, "learner", "labs")
		time.Sleep(3 * time.Second) // by the bubble's clock
		defer startIn(t, p, "learner", 0).Attach()()
		if state(flood[0]) != lab.StateStopped && state(flood[1]) != lab.StateStopped {
			t.Error("no unseen lab is evicted after three seconds")
		}
		time.Sleep(25 * time.Second)
		if state(flood[0]) != lab.StateStopped || state(flood[1]) != lab.StateStopped || state(seen) != lab.StateListening {
			t.Errorf("after 28 s the unseen labs are %s and %s, the one without its page %s", state(flood[0]), state(flood[1]), state(seen))
		}
		if _, ok := p.Get(flood[0].ID()); ok {
			t.Error("an ended lab that no page has come to is kept")
		}
		time.Sleep(40 * time.Second)
		if _, ok := p.Get(seen.ID()); !ok || state(seen) != lab.StateStopped {
			t.Errorf("after 68 s the lab that was left is %s, kept: %v", state(seen), ok)
		}
		time.Sleep(11 * time.Minute)
		if _, ok := p.Get(seen.ID()); ok {
			t.Error("an ended lab is kept for ever")
		}
	})
}

// TestKept: a kept lab without a page outlives Idle, and a full host evicts others.
func TestKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pool.New(pool.Limits{Total: 2}, true)
		defer p.Close()
		kept, err := p.StartKept("room", program)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour) // by the bubble's clock
		other := startIn(t, p, "a", 0)
		time.Sleep(5 * time.Second)
		startIn(t, p, "b", 0)
		if state(kept) != lab.StateListening || state(other) != lab.StateStopped {
			t.Errorf("the kept lab is %s, the other one %s", state(kept), state(other))
		}
		kept.Stop()
	})
}

// TestEndedLabs: a learner's ended lab stays while other sessions start labs.
func TestEndedLabs(t *testing.T) {
	p := newPool(t, pool.Limits{PerSession: 2, Total: 4}, true)
	mine := startIn(t, p, "learner", 0)
	mine.Attach()()
	mine.Stop()
	for range 10 {
		l := startIn(t, p, "stranger", 0)
		l.Attach()()
		l.Stop()
	}
	if _, ok := p.Get(mine.ID()); !ok {
		t.Error("the learner's ended lab is removed")
	}
}

func TestMayUse(t *testing.T) {
	p := newPool(t, pool.Limits{}, true)
	l := startIn(t, p, "a", 0)
	if got, ok := p.Get(l.ID()); !ok || got != l {
		t.Error("the lab is not found by its ID")
	}
	if !p.MayUse("a", l.ID()) {
		t.Error("the session that started the lab may not use it")
	}
	if p.MayUse("b", l.ID()) || p.MayUse("", l.ID()) {
		t.Error("another session may use the lab")
	}
	if _, ok := p.Get("none"); ok || p.MayUse("a", "none") {
		t.Error("there is a lab with an ID that was never given out")
	}
}

func TestIdleLabs(t *testing.T) {
	p := newPool(t, pool.Limits{Idle: 500 * time.Millisecond}, true)
	attached, idle := startIn(t, p, "s", 0), startIn(t, p, "s", 0)
	release := attached.Attach()
	<-idle.Done()
	if s := attached.Info().State; s != lab.StateListening {
		t.Errorf("the attached lab is %s", s)
	}
	release()
	<-attached.Done()
}

func TestClose(t *testing.T) {
	p := newPool(t, pool.Limits{}, true)
	l := startIn(t, p, "s", 0)
	p.Close()
	if s := l.Info().State; s != lab.StateStopped {
		t.Errorf("the lab is %s", s)
	}
	if _, err := p.Start("s", program); !errors.Is(err, pool.ErrClosed) {
		t.Errorf("starting in a closed pool: %v", err)
	}
}
