//go:build !js

// A pool opens ports of the host, and a tab has no host.

package lab_test

import (
	"errors"
	"net"
	"strconv"
	"testing"
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

func TestLimits(t *testing.T) {
	p := newPool(t, lab.Limits{PerSession: 2, Total: 3}, true)
	refused := func(session, want string) {
		t.Helper()
		_, err := p.Start(session, program, 0)
		limit, ok := errors.AsType[*lab.LimitError](err)
		if !ok || limit.Name != want || limit.Retry <= 0 {
			t.Errorf("error %v, want a refusal by %s", err, want)
		}
	}
	a := startIn(t, p, "a", 0)
	startIn(t, p, "a", 0)
	refused("a", "labs-per-session")
	startIn(t, p, "b", 0)
	refused("b", "labs")
	if n := p.Running(); n != 3 {
		t.Errorf("%d labs run, want 3", n)
	}
	a.Stop()
	if _, ok := p.Get("a", a.ID()); !ok {
		t.Error("a stopped lab's events are gone at once")
	}
	startIn(t, p, "a", 0) // takes the stopped one's place
	if _, ok := p.Get("a", a.ID()); ok {
		t.Error("a stopped lab outlives the need for its place")
	}
	if n := p.Refused("labs-per-session"); n != 1 {
		t.Errorf("%d refusals counted, want 1", n)
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
