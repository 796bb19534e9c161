//go:build !js

// A pool opens ports of the host, and a tab has no host.

package lab_test

import (
	"errors"
	"net"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"socketschool/lab"
)

func newPool(t *testing.T, limits lab.Limits, shared bool) *lab.Pool {
	t.Helper()
	p := lab.NewPool(limits, shared)
	t.Cleanup(p.Close)
	return p
}

var program = lab.Program{Lesson: "test", Serve: untilStopped}

func startIn(t *testing.T, p *lab.Pool, session string, port int) *lab.Lab {
	t.Helper()
	l, err := p.Start(session, program, port)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// freePort is a port that was free a moment ago.
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
	p := newPool(t, lab.Limits{}, false)
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
	shared := newPool(t, lab.Limits{}, true)
	if got := portOf(t, startIn(t, shared, "s", freePort(t))); got == own {
		t.Errorf("a shared pool gave out the lesson's own port")
	}
}

func refused(t *testing.T, p *lab.Pool, session, want string) {
	t.Helper()
	_, err := p.Start(session, program, 0)
	limit, ok := errors.AsType[*lab.LimitError](err)
	if !ok || limit.Name != want || limit.Retry <= 0 {
		t.Errorf("error %v, want a refusal by %s", err, want)
	}
}

func state(l *lab.Lab) lab.State { return l.Info().State }

// TestLimits has pages look at all labs: none can give way.
func TestLimits(t *testing.T) {
	p := newPool(t, lab.Limits{PerSession: 2, Total: 3}, true)
	a := startIn(t, p, "a", 0)
	for _, l := range []*lab.Lab{a, startIn(t, p, "a", 0)} {
		defer l.Watch()()
	}
	refused(t, p, "a", "labs-per-session")
	defer startIn(t, p, "b", 0).Watch()()
	refused(t, p, "b", "labs")
	if n := p.Running(); n != 3 {
		t.Errorf("%d labs run, want 3", n)
	}
	a.Stop()
	startIn(t, p, "a", 0)
	if _, ok := p.Get("a", a.ID()); !ok {
		t.Error("a stopped lab's events are gone at once")
	}
	if n := p.Refused("labs-per-session"); n != 1 {
		t.Errorf("%d refusals counted, want 1", n)
	}
}

// TestOwnLabGivesWay: a learner whose pages have gone is not refused.
func TestOwnLabGivesWay(t *testing.T) {
	p := newPool(t, lab.Limits{PerSession: 3}, true)
	watched, first, second := startIn(t, p, "s", 0), startIn(t, p, "s", 0), startIn(t, p, "s", 0)
	defer watched.Watch()()
	first.Watch()()
	second.Watch()()
	startIn(t, p, "s", 0)
	if state(first) != lab.StateStopped || state(second) != lab.StateListening || state(watched) != lab.StateListening {
		t.Errorf("the lab left first is %s, the one left second %s, the watched one %s", state(first), state(second), state(watched))
	}
}

// TestFairShares fills the host by one session: another gets a lab all the same,
// and those who have one keep it.
func TestFairShares(t *testing.T) {
	p := newPool(t, lab.Limits{PerSession: 8, Total: 6}, true)
	var greedy []*lab.Lab
	for range 4 {
		l := startIn(t, p, "greedy", 0)
		defer l.Watch()()
		greedy = append(greedy, l)
	}
	modest := startIn(t, p, "modest", 0)
	defer modest.Watch()()
	defer startIn(t, p, "other", 0).Watch()()
	defer startIn(t, p, "new", 0).Watch()()
	for i, l := range greedy {
		want := lab.StateListening
		if i == 3 {
			want = lab.StateStopped
		}
		if state(l) != want {
			t.Errorf("lab %d of the greedy session is %s, want %s", i, state(l), want)
		}
	}
	refused(t, p, "modest", "labs")
	if state(modest) != lab.StateListening {
		t.Error("a session lost its only lab")
	}
}

// TestUnseen runs out the time of labs that no page has come to, as a program
// leaves them that starts labs in a loop.
func TestUnseen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := lab.NewPool(lab.Limits{Total: 3, Idle: time.Minute, Unseen: 20 * time.Second}, true)
		defer p.Close()
		seen := startIn(t, p, "s", 0)
		seen.Watch()()
		var flood []*lab.Lab
		for _, session := range []string{"1", "2"} {
			flood = append(flood, startIn(t, p, session, 0))
		}
		refused(t, p, "learner", "labs")
		time.Sleep(3 * time.Second) // by the bubble's clock
		defer startIn(t, p, "learner", 0).Watch()()
		if state(flood[0]) != lab.StateStopped && state(flood[1]) != lab.StateStopped {
			t.Error("no unseen lab gives way after three seconds")
		}
		time.Sleep(25 * time.Second)
		if state(flood[0]) != lab.StateStopped || state(flood[1]) != lab.StateStopped || state(seen) != lab.StateListening {
			t.Errorf("after 28 s the unseen labs are %s and %s, the one left by its page %s", state(flood[0]), state(flood[1]), state(seen))
		}
		if _, ok := p.Get("1", flood[0].ID()); ok {
			t.Error("an ended lab that no page has come to is kept")
		}
		time.Sleep(40 * time.Second)
		if _, ok := p.Get("s", seen.ID()); !ok || state(seen) != lab.StateStopped {
			t.Errorf("after 68 s the lab that was left is %s, kept: %v", state(seen), ok)
		}
		time.Sleep(11 * time.Minute)
		if _, ok := p.Get("s", seen.ID()); ok {
			t.Error("an ended lab is kept for ever")
		}
	})
}

// TestEndedLabs: what other sessions start does not make the host forget a
// learner's ended lab.
func TestEndedLabs(t *testing.T) {
	p := newPool(t, lab.Limits{PerSession: 2, Total: 4}, true)
	mine := startIn(t, p, "learner", 0)
	mine.Watch()()
	mine.Stop()
	for range 10 {
		l := startIn(t, p, "stranger", 0)
		l.Watch()()
		l.Stop()
	}
	if _, ok := p.Get("learner", mine.ID()); !ok {
		t.Error("the learner's ended lab is forgotten")
	}
}

func TestSessions(t *testing.T) {
	p := newPool(t, lab.Limits{}, true)
	l := startIn(t, p, "a", 0)
	if _, ok := p.Get("b", l.ID()); ok {
		t.Error("another session finds the lab")
	}
	if got, ok := p.Get("a", l.ID()); !ok || got != l {
		t.Error("its own session does not find the lab")
	}
}

func TestIdleLabs(t *testing.T) {
	p := newPool(t, lab.Limits{Idle: 500 * time.Millisecond}, true)
	watched, idle := startIn(t, p, "s", 0), startIn(t, p, "s", 0)
	release := watched.Watch()
	<-idle.Done()
	if s := watched.Info().State; s != lab.StateListening {
		t.Errorf("the watched lab is %s", s)
	}
	release()
	<-watched.Done()
}

func TestClose(t *testing.T) {
	p := newPool(t, lab.Limits{}, true)
	l := startIn(t, p, "s", 0)
	p.Close()
	if s := l.Info().State; s != lab.StateStopped {
		t.Errorf("the lab is %s", s)
	}
	if _, err := p.Start("s", program, 0); !errors.Is(err, lab.ErrClosed) {
		t.Errorf("starting in a closed pool: %v", err)
	}
}
