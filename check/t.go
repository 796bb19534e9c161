package check

import (
	"context"
	"fmt"
	"net"
	"runtime"
	"strings"
	"time"

	"socketschool/lab"
	"socketschool/lab/event"
)

// The limits of a step that waits, counted in ticks (see clock).
const (
	answerLimit = 5 * time.Second        // while the server does something
	restLimit   = 700 * time.Millisecond // while all of the server's goroutines wait
	stopLimit   = 2 * time.Second        // the same, of a server that ends: it may look at its context now and then
	moreLimit   = 300 * time.Millisecond // for the rest of an answer that is wrong already
	acceptLimit = time.Second            // for an Accept after a connect
	settleLimit = 500 * time.Millisecond // for the server to come to rest before a client does something
	dialLimit   = 10 * time.Second       // of the clock: the network is this process
)

// maxEvents bounds the events of one step in a report.
const maxEvents = 40

// T is a check that runs. Its methods, and those of its clients, are called by the
// check's own goroutine alone. A step that fails ends the check.
type T struct {
	lab     *lab.Lab
	clients map[string]*Client
	order   []*Client
	streams []*stream // those of clients that connected again as well
	emit    func(step Step, index int)
	cause   func(Failure) string
	changed chan struct{}
	before  map[lab.Place]int // goroutines of the program without a label, before its server started

	result   Result
	seen     uint64 // the last event of the lab that history has
	history  []event.Event
	reported int       // events of history that steps have
	served   bool      // a client was accepted
	stopped  time.Time // by Stop or BeginStop
	sender   *Client   // of the last bytes that were sent
}

// wake makes a step that waits look again. It does not block.
func (t *T) wake() {
	select {
	case t.changed <- struct{}{}:
	default:
	}
}

// step runs one step of the check. do returns nil if it has succeeded. script says whether
// the script language has the step.
func (t *T) step(text string, script bool, do func() *Failure) {
	index := len(t.result.Steps)
	t.result.Steps = append(t.result.Steps, Step{Text: text, Script: script, State: StepRunning})
	t.emit(t.result.Steps[index], index)
	failure := do()
	s := &t.result.Steps[index]
	s.Events = t.takeEvents()
	s.State = StepPassed
	if failure != nil {
		failure.Step = text
		t.fail(s, failure)
	}
	t.emit(*s, index)
	if failure != nil {
		runtime.Goexit()
	}
}

// fail writes down why a step has failed.
func (t *T) fail(s *Step, f *Failure) {
	s.State, s.Why = StepFailed, f.Why
	s.Expected, s.Received, s.Differs = f.Expected, f.Received, f.differs()
	t.result.Outcome, t.result.Cause, t.result.Source = f.outcome, f.cause, f.source
	if t.cause != nil && f.outcome == Failed {
		if own := t.cause(*f); own != "" {
			t.result.Cause = own
		}
	}
}

// Connect connects a client, whose name is a letter from a to z, and waits until the
// server has accepted it and waits for it. A server that is busy with others may do that
// later: this alone is no failure.
func (t *T) Connect(name string) *Client {
	return t.connectClient(name, "connect "+name, true, approach{})
}

// ConnectPlain connects a client that speaks no TLS to a server that does.
func (t *T) ConnectPlain(name string) *Client {
	return t.connectClient(name, "connect "+name+" plain", true, approach{})
}

// ConnectFrom connects a client that has another IP address than all others, which have
// 127.0.0.1. It begins with 127, too: "127.0.0.2".
func (t *T) ConnectFrom(name, address string) *Client {
	return t.connectClient(name, "connect "+name+" from "+address, true, approach{from: address})
}

// ConnectSending connects a client that has sent something before the server accepts it.
func (t *T) ConnectSending(name, text string) *Client {
	return t.connectClient(name, "connect "+name+" sending "+quote([]byte(text)), true, approach{first: text})
}

// ConnectAll connects the clients from one letter to another: ConnectAll("a", "j").
func (t *T) ConnectAll(first, last string) []*Client {
	var all []*Client
	for name := first[0]; name <= last[0]; name++ {
		all = append(all, t.Connect(string(name)))
	}
	return all
}

// ConnectWith is Connect with a function that makes what is read and written of the TCP
// connection, such as package secure's TLS. text is the step's, and script says whether
// the script language has it.
func (t *T) ConnectWith(name, text string, script bool, wrap func(ctx context.Context, tcp net.Conn) (net.Conn, error)) *Client {
	return t.connectClient(name, text, script, approach{wrap: wrap})
}

// approach is how a client connects.
type approach struct {
	from  string // its IP address; "" is home
	first string // what it has sent before the server accepts it
	wrap  func(ctx context.Context, tcp net.Conn) (net.Conn, error)
}

func (t *T) connectClient(name, text string, script bool, how approach) *Client {
	c := t.client(name)
	t.step(text, script, func() *Failure { return t.connect(c, how) })
	return c
}

// client returns the client of a name.
func (t *T) client(name string) *Client {
	c := t.clients[name]
	if c == nil {
		c = &Client{t: t, name: name}
		t.clients[name] = c
		t.order = append(t.order, c)
	}
	return c
}

func (t *T) connect(c *Client, how approach) *Failure {
	if err := t.dial(c, how); err != nil {
		return t.notConnected(c, err)
	}
	conn := c.tcp
	if how.wrap != nil {
		var failure *Failure
		if conn, failure = t.shakeHands(c, how.wrap); failure != nil {
			return failure
		}
	}
	c.start(conn)
	if t.wait(acceptLimit, acceptLimit, func() bool { return t.accepted(c) }) {
		t.served = true
		t.settle()
		return nil
	}
	if failure := t.serverEnded(c); failure != nil {
		return failure
	}
	if t.served || t.listens() {
		return nil
	}
	// Nothing was ever accepted: it may still be on its way to Accept.
	if t.wait(answerLimit, restLimit, func() bool { return t.accepted(c) || t.listens() }) {
		t.served = true
		return nil
	}
	return t.neverListens(c)
}

// dial opens a client's TCP connection.
func (t *T) dial(c *Client, how approach) error {
	ctx, cancel := context.WithTimeout(context.Background(), dialLimit)
	defer cancel()
	t.settle()
	tcp, err := t.lab.DialSending([]byte(how.first), func() (net.Conn, error) { return t.lab.Dial(ctx, how.from) })
	if err != nil {
		return err
	}
	c.stream = newStream(c.name, tcp, t.wake)
	c.sent = nil
	if n := int64(len(how.first)); n > 0 {
		c.queued, c.written = n, n
		c.remember(how.first)
		t.sender = c
	}
	t.streams = append(t.streams, c.stream)
	return nil
}

// accepted reports whether the server has accepted a client.
func (t *T) accepted(c *Client) bool {
	return t.has(func(e event.Event) bool { return e.Kind == event.KindAccept && e.Peer == c.peer() })
}

// ExpectNoEntry connects a client that the server must not let in: it refuses or closes
// the connection, or leaves it unaccepted, and sends nothing.
func (t *T) ExpectNoEntry(name string) {
	c := t.client(name)
	t.step(name+" does not get in", true, func() *Failure {
		if t.dial(c, approach{}) != nil {
			return nil
		}
		c.start(c.tcp)
		t.settle()
		t.wait(moreLimit, moreLimit, func() bool { return t.accepted(c) })
		t.settle()
		_, open := t.connection(c.stream)
		if len(c.Unread()) > 0 {
			return t.unexpectedBytes(c, "nothing")
		}
		if !open {
			return t.serverEnded(c)
		}
		f := t.failure(c, fmt.Sprintf("Client %s was let in.", c.letter()))
		f.source = t.lastCall(c, event.KindAccept)
		f.cause = fmt.Sprintf("The server has accepted client %s%s.", c.letter(), at(f.source))
		return f
	})
}

// shakeHands calls wrap, which begins the conversation with the server.
func (t *T) shakeHands(c *Client, wrap func(context.Context, net.Conn) (net.Conn, error)) (net.Conn, *Failure) {
	var (
		ctx, cancel = context.WithCancel(context.Background())
		done        = make(chan struct{})
		conn        net.Conn
		err         error
	)
	defer cancel()
	go func() {
		defer close(done)
		conn, err = wrap(ctx, c.wire)
		t.wake()
	}()
	ended := func() bool {
		select {
		case <-done:
			return true
		default:
			return false
		}
	}
	if t.wait(answerLimit, restLimit, ended) && err == nil {
		return conn, nil
	}
	var failure *Failure
	if ended() {
		failure = t.handshakeFailed(c, err)
	} else {
		failure = t.noHandshake(c)
	}
	cancel()
	_ = c.wire.Close()
	<-done
	return nil, failure
}

func (t *T) notConnected(c *Client, err error) *Failure {
	t.wait(moreLimit, moreLimit, func() bool { return t.lab.Failure() != "" }) // the cause, where the server has ended
	if failure := t.serverEnded(c); failure != nil {
		return failure
	}
	return t.failure(c, fmt.Sprintf("Client %s could not connect: %v.", c.letter(), err))
}

// listens reports whether the server waits in Accept.
func (t *T) listens() bool { return t.lab.Connections().Accepting != nil }

// Wait lets time pass.
func (t *T) Wait(d time.Duration) {
	t.step("wait "+duration(d), true, func() *Failure {
		t.sleep(d)
		return nil
	})
}

// ExpectLog waits for a log record whose message or attributes contain text.
func (t *T) ExpectLog(text string) {
	t.step("the log has "+quote([]byte(text)), false, func() *Failure {
		logged := func() bool {
			return t.has(func(e event.Event) bool { return e.Kind == event.KindLog && strings.Contains(recordText(e), text) })
		}
		if t.wait(answerLimit, restLimit, logged) {
			return nil
		}
		f := t.failure(nil, fmt.Sprintf("No log record has %s.", quote([]byte(text))))
		f.cause = "The server has not logged it. " + t.whatItDoes()
		return f
	})
}

// ExpectLogs waits until the server is at rest, and expects that by then n log records, or
// none, have text in their message or attributes.
func (t *T) ExpectLogs(n int, text string) {
	records := func(n int) string {
		if n == 0 {
			return "no record"
		}
		return count(n, "record")
	}
	t.step(fmt.Sprintf("the log has %s with %s", records(n), quote([]byte(text))), false, func() *Failure {
		logged := func() (n int) {
			for _, e := range t.history {
				if e.Kind == event.KindLog && strings.Contains(recordText(e), text) {
					n++
				}
			}
			return n
		}
		if n > 0 {
			t.wait(answerLimit, restLimit, func() bool { return logged() >= n })
		}
		t.settle()
		got := logged()
		if got == n {
			return nil
		}
		f := t.failure(nil, fmt.Sprintf("The log has %s with %s.", records(got), quote([]byte(text))))
		f.cause = fmt.Sprintf("It should have %s.", records(n))
		return f
	})
}

// ExpectConnections waits until the server has n open connections.
func (t *T) ExpectConnections(n int) {
	t.step(fmt.Sprintf("the server has %s open", count(n, "connection")), false, func() *Failure {
		open := func() int { return len(t.lab.Connections().Connections) }
		if t.wait(answerLimit, restLimit, func() bool { return open() == n }) {
			return nil
		}
		return t.openConnections(open(), n)
	})
}

// BeginStop ends the server's context, as the lab's Stop does, and goes on at once: Stop
// waits for Serve to return.
func (t *T) BeginStop() {
	t.step("tell the server to stop", true, func() *Failure {
		failure := t.serverEnded(nil)
		t.beginStop()
		t.settle()
		return failure
	})
}

func (t *T) beginStop() {
	if t.stopped.IsZero() {
		t.settle()
		t.stopped = time.Now()
		t.lab.TellToStop()
	}
}

// ExpectRunning expects that Serve has not returned.
func (t *T) ExpectRunning() {
	t.step("the server runs", true, func() *Failure {
		t.settle()
		if failure := t.serverEnded(nil); failure != nil {
			return failure
		}
		if _, returned := t.lab.Returned(); !returned {
			return nil
		}
		f := t.failure(nil, "Serve has returned.")
		f.cause = "Serve has returned while it had something to do: it waits for its goroutines first."
		return f
	})
}

// Stop ends the server's context unless BeginStop has. Serve must return nil soon
// after. The lab closes neither listener nor connections for the server.
func (t *T) Stop() {
	text := "stop the server"
	if !t.stopped.IsZero() {
		text = "the server has stopped"
	}
	t.step(text, true, func() *Failure {
		if failure := t.serverEnded(nil); failure != nil {
			return failure
		}
		t.beginStop()
		returned := func() bool { _, done := t.lab.Returned(); return done }
		if !t.wait(answerLimit, stopLimit, returned) {
			return t.neverReturns()
		}
		if err, _ := t.lab.Returned(); err != nil {
			f := t.failure(nil, fmt.Sprintf("Serve returned an error: %v.", err))
			f.cause = "Accept fails after the listener is closed. Here that is no error: Serve returns nil after its context has ended, and ctx.Err() != nil says that it has."
			return f
		}
		return nil
	})
}

// ExpectGoroutines waits until no more than n goroutines of the program are left.
func (t *T) ExpectGoroutines(n int) {
	t.step("no more than "+count(n, "goroutine")+" left", false, func() *Failure {
		left := func() int { return running(t.goroutines()) }
		if t.wait(answerLimit, restLimit, func() bool { return left() <= n }) {
			return nil
		}
		return t.goroutinesLeft(left(), n)
	})
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
