package tcpstate_test

import (
	"fmt"
	"io"
	"net"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"socketschool/lab/memnet"
	"socketschool/lab/tcpstate"
	"socketschool/lab/trace"
)

// testTimeout bounds how long a state may be awaited.
const testTimeout = 30 * time.Second

// conn is what both networks' connections can do.
type conn interface {
	net.Conn
	CloseRead() error
	CloseWrite() error
	SetLinger(int) error
}

// network makes connections: a listener, and a function that connects to it.
type network struct {
	name   string
	listen func(t *testing.T) (net.Listener, func() (net.Conn, error))
}

var memoryNetwork = network{"memnet", func(t *testing.T) (net.Listener, func() (net.Conn, error)) {
	n := new(memnet.Network)
	ln, err := n.Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	return ln, func() (net.Conn, error) { return n.Dial(t.Context(), ln.Addr().(*net.TCPAddr).Port) }
}}

// fixture is one connection, and what a lab has of it.
type fixture struct {
	*testing.T
	ln       net.Listener
	c, s     conn // s is nil until accept
	closedAt time.Time
}

func newFixture(t *testing.T, n network) *fixture {
	ln, dial := n.listen(t)
	t.Cleanup(func() { ln.Close() })
	c, err := dial()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return &fixture{T: t, ln: ln, c: c.(conn)}
}

func (f *fixture) accept() {
	f.Helper()
	s, err := f.ln.Accept()
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { s.Close() })
	f.s = s.(conn)
}

func (f *fixture) must(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

func (f *fixture) closeServer() {
	f.closedAt = time.Now()
	f.must(f.s.Close())
}

// look returns the connection as tcpstate has it. Nothing is left of it if ok is false.
func (f *fixture) look() (c tcpstate.Connection, ok bool) {
	f.Helper()
	var accepted []trace.Conn
	if f.s != nil {
		accepted = []trace.Conn{{Number: 1, Peer: f.s.RemoteAddr().String(), Inner: f.s, ClosedAt: f.closedAt}}
	}
	var clients []net.Conn
	if f.c != nil {
		clients = []net.Conn{f.c}
	}
	all := tcpstate.Of(accepted, clients).Connections
	switch len(all) {
	case 0:
		return tcpstate.Connection{}, false
	case 1:
		return all[0], true
	}
	f.Fatalf("%d connections, want 1", len(all))
	return
}

// describe returns the states of both ends, the server's first. An end in brackets is one
// that no program has open any more.
func describe(c tcpstate.Connection, ok bool) string {
	if !ok {
		return "nothing"
	}
	return describeEnd(c.Server) + " " + describeEnd(c.Client)
}

func describeEnd(e *tcpstate.End) string {
	switch {
	case e == nil:
		return "-"
	case e.Closed:
		return "(" + e.State + ")"
	}
	return e.State
}

// expect waits until the ends have those states: a FIN and its acknowledgement take a moment.
func (f *fixture) expect(want string) {
	f.Helper()
	for start := time.Now(); ; runtime.Gosched() {
		got := describe(f.look())
		if got == want {
			return
		}
		if time.Since(start) > testTimeout {
			f.Fatalf("got %s\nwant %s", got, want)
		}
	}
}

// scripts are what ends do, and the states that TCP's diagram has then.
var scripts = []struct {
	name string
	run  func(f *fixture)
}{
	{"connected", func(f *fixture) {
		f.accept()
		f.expect("ESTABLISHED ESTABLISHED")
	}},
	{"nobody accepts", func(f *fixture) {
		f.expect("ESTABLISHED ESTABLISHED")
		f.must(f.c.CloseWrite())
		f.expect("CLOSE_WAIT FIN_WAIT2")
		f.accept()
		f.expect("CLOSE_WAIT FIN_WAIT2")
	}},
	{"the client half-closes, then the server", func(f *fixture) {
		f.accept()
		f.must(f.c.CloseWrite())
		f.expect("CLOSE_WAIT FIN_WAIT2")
		f.must(f.s.CloseWrite())
		f.expect("CLOSED TIME_WAIT")
	}},
	{"the server half-closes, then the client", func(f *fixture) {
		f.accept()
		f.must(f.s.CloseWrite())
		f.expect("FIN_WAIT2 CLOSE_WAIT")
		f.must(f.c.CloseWrite())
		f.expect("TIME_WAIT CLOSED")
	}},
	{"the server closes, the client does not", func(f *fixture) {
		f.accept()
		f.closeServer()
		f.expect("(FIN_WAIT2) CLOSE_WAIT")
	}},
	{"the server closes, then the client", func(f *fixture) {
		f.accept()
		f.closeServer()
		f.expect("(FIN_WAIT2) CLOSE_WAIT")
		f.must(f.c.Close())
		f.expect("(TIME_WAIT) (CLOSED)")
	}},
	{"the client closes, the server does not notice", func(f *fixture) {
		f.accept()
		f.must(f.c.Close())
		f.expect("CLOSE_WAIT (FIN_WAIT2)")
	}},
	{"the client closes, then the server", func(f *fixture) {
		f.accept()
		f.must(f.c.Close())
		f.expect("CLOSE_WAIT (FIN_WAIT2)")
		f.closeServer()
		f.expect("(CLOSED) (TIME_WAIT)")
	}},
	{"CloseRead tells the other end nothing", func(f *fixture) {
		f.accept()
		f.must(f.s.CloseRead())
		f.expect("ESTABLISHED ESTABLISHED")
	}},
	{"linger 0 resets", func(f *fixture) {
		f.accept()
		f.must(f.c.SetLinger(0))
		f.must(f.c.Close())
		f.expect("nothing")
	}},
	{"Close with bytes unread resets", func(f *fixture) {
		f.accept()
		f.send(f.c, "unread")
		f.queue("receive 6 send 0, receive 0 send 0")
		f.closeServer()
		f.expect("nothing")
	}},
	{"bytes for an end that has closed reset", func(f *fixture) {
		f.accept()
		f.closeServer()
		f.expect("(FIN_WAIT2) CLOSE_WAIT")
		f.send(f.c, "too late")
		f.expect("nothing")
	}},
	{"queues", func(f *fixture) {
		f.accept()
		f.send(f.c, "hello")
		f.queue("receive 5 send 0, receive 0 send 0")
		f.must(f.c.CloseWrite())
		f.expect("CLOSE_WAIT FIN_WAIT2")
		f.queue("receive 5 send 0, receive 0 send 0") // the FIN is no byte
		if _, err := io.ReadFull(f.s, make([]byte, 5)); err != nil {
			f.Fatal(err)
		}
		f.queue("receive 0 send 0, receive 0 send 0")
	}},
	{"queues of what nobody has accepted", func(f *fixture) {
		f.send(f.c, "hello")
		f.queue("receive 5 send 0, receive 0 send 0")
		f.must(f.c.CloseWrite())
		f.expect("CLOSE_WAIT FIN_WAIT2")
		f.queue("receive 5 send 0, receive 0 send 0")
	}},
}

func (f *fixture) send(c conn, text string) {
	f.Helper()
	_, err := io.WriteString(c, text)
	f.must(err)
}

// queue waits until the queues hold what want says, the server's end first.
func (f *fixture) queue(want string) {
	f.Helper()
	describe := func(e *tcpstate.End) string {
		if e == nil || e.Queues == nil {
			return "-"
		}
		return fmt.Sprintf("receive %d send %d", e.Queues.Receive, e.Queues.Send)
	}
	for start := time.Now(); ; runtime.Gosched() {
		c, _ := f.look()
		got := describe(c.Server) + ", " + describe(c.Client)
		if got == want {
			return
		}
		if time.Since(start) > testTimeout {
			f.Fatalf("got %s\nwant %s", got, want)
		}
	}
}

// TestScripts: memnet has the states and queues that Linux' TCP has.
func TestScripts(t *testing.T) {
	for _, n := range append(hostNetworks, memoryNetwork) {
		t.Run(n.name, func(t *testing.T) {
			for _, script := range scripts {
				t.Run(script.name, func(t *testing.T) { script.run(newFixture(t, n)) })
			}
		})
	}
}

// TestAddressAgain: of two connections that had one address, the later one counts.
func TestAddressAgain(t *testing.T) {
	f := newFixture(t, memoryNetwork)
	f.accept()
	former := newFixture(t, memoryNetwork)
	former.accept()
	former.closeServer()
	peer := f.s.RemoteAddr().String()
	all := tcpstate.Of([]trace.Conn{
		{Number: 1, Peer: peer, Inner: former.s, ClosedAt: former.closedAt},
		{Number: 2, Peer: peer, Inner: f.s},
	}, nil).Connections
	if len(all) != 1 || all[0].Conn != 2 || all[0].Server.State != "ESTABLISHED" {
		t.Errorf("%+v", all)
	}
}

// TestLatency: with a latency, memnet has the states between, and bytes under way.
func TestLatency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const latency = time.Second
		n := &memnet.Network{Latency: latency}
		ln, err := n.Listen(0)
		if err != nil {
			t.Fatal(err)
		}
		defer ln.Close()
		c, err := n.Dial(t.Context(), ln.Addr().(*net.TCPAddr).Port)
		if err != nil {
			t.Fatal(err)
		}
		f := &fixture{T: t, ln: ln, c: c}
		f.accept()
		later := func(want string) {
			t.Helper()
			time.Sleep(latency)
			synctest.Wait()
			if got := describe(f.look()); got != want {
				t.Errorf("got %s\nwant %s", got, want)
			}
		}
		f.send(f.c, "slow")
		f.queue("receive 0 send 0, receive 0 send 4")
		f.must(f.c.CloseWrite())
		f.expect("ESTABLISHED FIN_WAIT1")
		later("CLOSE_WAIT FIN_WAIT1")
		f.queue("receive 4 send 0, receive 0 send 0")
		later("CLOSE_WAIT FIN_WAIT2")
		if _, err := io.ReadAll(f.s); err != nil {
			t.Fatal(err)
		}
		f.closeServer()
		f.expect("(LAST_ACK) FIN_WAIT2")
		later("(LAST_ACK) TIME_WAIT")
		later("(CLOSED) TIME_WAIT")
		f.must(f.c.Close())
		time.Sleep(time.Minute)
		f.expect("nothing")
	})
}

// TestSimultaneousClose: both ends have sent a FIN before either has received one.
func TestSimultaneousClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &memnet.Network{Latency: time.Second}
		ln, err := n.Listen(0)
		if err != nil {
			t.Fatal(err)
		}
		defer ln.Close()
		c, err := n.Dial(t.Context(), ln.Addr().(*net.TCPAddr).Port)
		if err != nil {
			t.Fatal(err)
		}
		f := &fixture{T: t, ln: ln, c: c}
		f.accept()
		f.must(f.c.CloseWrite())
		f.must(f.s.CloseWrite())
		f.expect("FIN_WAIT1 FIN_WAIT1")
		time.Sleep(time.Second)
		f.expect("CLOSING CLOSING")
		time.Sleep(time.Second)
		f.expect("TIME_WAIT TIME_WAIT")
		f.must(f.c.Close())
		f.must(f.s.Close())
	})
}
