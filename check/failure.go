package check

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"socketschool/lab"
	"socketschool/lab/event"
)

// Failure is why a step has failed, for the Cause of a Check.
type Failure struct {
	Step     string // the step's text
	Client   string // its client, or ""
	Why      string // a sentence: what happened instead
	Expected []byte // bytes that were expected, or nil
	Received []byte // bytes that came, the first of them
	Ended    string // how the connection has ended: "", "eof", "reset" or "alert", which is TLS's

	outcome Outcome
	cause   string
	source  *event.Source
}

// differs returns the index of the first byte that is another one than expected, or nil
// where no bytes were.
func (f *Failure) differs() *int {
	if f.Expected == nil {
		return nil
	}
	i := 0
	for i < len(f.Expected) && i < len(f.Received) && f.Expected[i] == f.Received[i] {
		i++
	}
	return &i
}

// failure returns a failure of the server. c may be nil.
func (t *T) failure(c *Client, why string) *Failure {
	f := &Failure{Why: why, outcome: Failed}
	if c != nil {
		f.Client = c.name
		if c.stream != nil {
			c.view(func() {
				switch {
				case c.eof:
					f.Ended = "eof"
				case isReset(c.err), isReset(c.writeErr):
					f.Ended = "reset"
				case c.err != nil && c.isTLS() && c.err != errFlood:
					f.Ended = "alert"
				}
			})
		}
	}
	return f
}

// serverEnded returns a failure if the server has ended by itself, else nil.
func (t *T) serverEnded(c *Client) *Failure {
	why := t.lab.Failure()
	if why == "" {
		return nil
	}
	f := t.failure(c, "The server has ended.")
	f.outcome, f.cause = Crashed, why
	failed := func(e event.Event) bool { return e.Kind == event.KindFailed }
	t.wait(moreLimit, moreLimit, func() bool { return t.has(failed) }) // follows the state
	if e, ok := t.last(failed); ok {
		f.source = e.Source
	}
	return f
}

// busy returns a failure if a goroutine of the program runs all the time, else nil.
func (t *T) busy(c *Client) *Failure {
	for _, g := range t.goroutines() {
		if g.Waits || g.Source.Line == 0 {
			continue
		}
		f := t.failure(c, "Nothing came, and the server is busy.")
		f.outcome = Hung
		f.cause = fmt.Sprintf("%s runs without end: a loop at %s never waits in Accept, Read, Write or Sleep.", g.Function, place(&g.Source))
		f.source = &g.Source
		return f
	}
	return nil
}

// noHandshake is the failure of a client whose handshake the server does not finish.
func (t *T) noHandshake(c *Client) *Failure {
	if failure := t.serverEnded(c); failure != nil {
		return failure
	}
	if !t.served && !t.listens() && len(t.lab.Connections().Connections) == 0 {
		return t.neverListens(c)
	}
	why := fmt.Sprintf("The TLS handshake of client %s does not end.", c.letter())
	conn, accepted := t.connection(c.stream)
	if !accepted {
		f := t.notAccepted(c, nil)
		f.Why = why
		return f
	}
	if failure := t.busy(c); failure != nil {
		return failure
	}
	f := t.failure(c, why)
	f.source = conn.Source
	if conn.BytesIn == 0 {
		f.cause = fmt.Sprintf("The server has accepted client %s and not begun the handshake. %s", c.letter(), t.stillWaiting(c))
	} else {
		f.cause = "The server has begun the handshake, and does not answer. " + t.stillWaiting(c)
	}
	return f
}

// handshakeFailed is the failure of a handshake that ended with err, which may say what
// it means.
func (t *T) handshakeFailed(c *Client, err error) *Failure {
	t.wait(moreLimit, moreLimit, func() bool { return t.lab.Failure() != "" })
	if failure := t.serverEnded(c); failure != nil {
		return failure
	}
	f := t.failure(c, fmt.Sprintf("The TLS handshake of client %s failed: %v.", c.letter(), err))
	f.source = t.lastCall(c, event.KindClose)
	f.cause = "The server has not finished the handshake."
	if known, ok := errors.AsType[interface {
		error
		Cause() string
	}](err); ok {
		f.cause = known.Cause()
	}
	if f.source != nil {
		f.cause += fmt.Sprintf(" It closed the connection at %s.", place(f.source))
	}
	return f
}

// alertText returns what a TLS client reads of an alert: "unknown certificate authority".
func alertText(err error) string {
	text := err.Error()
	if i := strings.LastIndex(text, ": "); i >= 0 {
		text = text[i+2:]
	}
	return text
}

func (t *T) neverListens(c *Client) *Failure {
	if failure := t.busy(c); failure != nil {
		return failure
	}
	f := t.failure(c, "The server never accepts a client.")
	f.outcome = Hung
	f.cause = "Serve has not called Accept, so that clients wait at the door. " + t.whatItDoes()
	f.source = t.waitingPlace()
	return f
}

func (t *T) neverReturns() *Failure {
	f := t.failure(nil, "Serve does not return.")
	f.outcome = Hung
	f.cause = "The context of Serve has ended, and Serve goes on. Accept knows nothing of a context: close the listener when ctx is done, and wait for your goroutines. " + t.whatItDoes()
	f.source = t.waitingPlace()
	if slices.ContainsFunc(t.goroutines(), func(g lab.Goroutines) bool { return strings.HasSuffix(g.Doing, "Accept") }) {
		return f
	}
	for _, conn := range t.lab.Connections().Connections {
		if conn.Call != "" {
			f.cause = fmt.Sprintf("The listener is closed, and connections are still open: a handler waits in %s%s, and Serve for its handlers. Close every connection too when ctx is done.", callName(conn.Call), at(conn.Source))
			if conn.Call == event.CallWrite {
				f.cause = fmt.Sprintf("The listener is closed, and a handler waits for ever in Write for a client that does not read%s, and Serve for its handlers. A read deadline does not end a Write: set a write deadline, or close the connection.", at(conn.Source))
			}
			f.source = conn.Source
			break
		}
	}
	return f
}

func (t *T) goroutinesLeft(left, want int) *Failure {
	f := t.failure(nil, fmt.Sprintf("%s left, instead of %d.", count(left, "goroutine"), want))
	f.cause = "Goroutines are left over. " + t.whereTheyAre() + " Whoever starts a goroutine sees to its end: close what it waits for."
	f.source = t.waitingPlace()
	return f
}

// maxLeftPlaces bounds the places that a report lists of goroutines that are left over.
const maxLeftPlaces = 3

// whereTheyAre says where the server's goroutines are, each place in a sentence of its own.
func (t *T) whereTheyAre() string {
	all := t.goroutines()
	if len(all) == 0 {
		return t.doing(nil)
	}
	var sentences []string
	for i, g := range all {
		if i == maxLeftPlaces {
			sentences = append(sentences, fmt.Sprintf("%s elsewhere.", count(running(all[i:]), "goroutine")))
			break
		}
		sentence := placeText(&g)
		if g.Count > 1 {
			sentence += fmt.Sprintf(" (%d goroutines)", g.Count)
		}
		sentences = append(sentences, sentence+".")
	}
	return strings.Join(sentences, " ")
}

func (t *T) openConnections(open, want int) *Failure {
	f := t.failure(nil, fmt.Sprintf("The server has %s open, instead of %d.", count(open, "connection"), want))
	f.cause = "It has closed a connection too early."
	if open > want {
		f.cause = "It has not closed a connection whose client has gone: close each one, whatever way its handler ends."
	}
	f.source = t.waitingPlace()
	return f
}

// staysOpen is the failure of an end that does not come.
func (t *T) staysOpen(c *Client) *Failure {
	if failure := t.serverEnded(c); failure != nil {
		return failure
	}
	if failure := t.busy(c); failure != nil {
		return failure
	}
	f := t.failure(c, fmt.Sprintf("The connection of client %s stays open.", c.letter()))
	f.cause = "The server was expected to close it."
	var shut bool
	c.view(func() { shut = c.shut })
	conn, ok := t.connection(c.stream)
	switch {
	case ok && conn.Call != "":
		f.source = conn.Source
		f.cause += fmt.Sprintf(" It waits in %s%s.", callName(conn.Call), at(conn.Source))
	case ok && shut:
		f.source = t.lastCall(c, event.KindRead)
		f.cause += fmt.Sprintf(" It has read io.EOF%s, and no goroutine serves the connection any more: close it when its handler ends, as defer conn.Close() does.", at(f.source))
	default:
		handler := t.most(true)
		f.cause += " " + t.doing(handler)
		f.source = lineOf(handler)
	}
	return f
}

// closedEarly is the failure of a connection that has ended too soon. want is what was
// expected of it, or nil.
func (t *T) closedEarly(c *Client, want []byte) *Failure {
	// Where the server has ended, that is the cause, and it is known a little later.
	t.wait(moreLimit, moreLimit, func() bool { return !t.stopped.IsZero() || t.lab.Failure() != "" })
	if failure := t.serverEnded(c); failure != nil {
		return failure
	}
	f := t.failure(c, fmt.Sprintf("The connection of client %s has ended.", c.letter()))
	var flood bool
	c.view(func() { flood = c.err == errFlood })
	if flood {
		f.Why = fmt.Sprintf("Client %s was flooded: more than %d MiB came that nobody asked for.", c.letter(), maxUnread>>20)
		f.cause = "A loop writes without end."
		f.source = t.lastCall(c, event.KindWrite)
		f.cause += atEnd(f.source)
		return f
	}
	closed := t.lastCall(c, event.KindClose)
	f.source = closed
	switch {
	case f.Ended == "reset" && closed != nil:
		f.Why = fmt.Sprintf("The connection of client %s was reset.", c.letter())
		f.cause = fmt.Sprintf("The server closed it at %s while bytes of the client’s were unread. The system then sends a reset, which can destroy what was on its way: read on until io.EOF, or half-close first.", place(closed))
	case f.Ended == "alert":
		f.cause = fmt.Sprintf("The server has ended the TLS connection with an alert%s: %s.", at(closed), alertText(c.err))
	case closed != nil && t.lastLineLost(c, want):
		f.cause = fmt.Sprintf("The server closed it too early, at %s: %s", place(closed), lastLine)
	case closed != nil:
		f.cause = fmt.Sprintf("The server closed it too early, at %s.", place(closed))
	default:
		f.cause = "The server ended it too early."
	}
	if len(want) > 0 {
		f.Why += fmt.Sprintf(" Expected %s.", clipped(want))
	}
	return f
}

// unexpectedBytes is the failure of a step that expected none.
func (t *T) unexpectedBytes(c *Client, expected string) *Failure {
	got := c.Unread()
	f := t.failure(c, fmt.Sprintf("%s was expected, but %s came.", strings.ToUpper(expected[:1])+expected[1:], clipped(got)))
	f.Received = got[:min(len(got), maxReported)]
	f.source = t.lastCall(c, event.KindWrite)
	f.cause = fmt.Sprintf("The server sent client %s more than it should%s.", c.letter(), at(f.source))
	return f
}

// connection returns the server's end of a client's connection, while it is open.
func (t *T) connection(s *stream) (event.Connection, bool) {
	for _, conn := range t.lab.Connections().Connections {
		if conn.Peer == s.peer() {
			return conn, true
		}
	}
	return event.Connection{}, false
}

// lastCall returns the line of the last event of a kind on a client's connection.
func (t *T) lastCall(c *Client, kind event.Kind) *event.Source {
	e, _ := t.last(func(e event.Event) bool { return e.Kind == kind && e.Peer == c.peer() && e.Source != nil })
	return e.Source
}

// whatItDoes says where most of the server's goroutines are: "Handle waits in Read at
// server.go:31."
func (t *T) whatItDoes() string { return t.doing(t.most(false)) }

// waitingPlace returns the line that whatItDoes names.
func (t *T) waitingPlace() *event.Source { return lineOf(t.most(false)) }

// most returns where most of the server's goroutines are, or nil. With handlers, what
// waits in Accept is returned only where nothing else is.
func (t *T) most(handlers bool) *lab.Goroutines {
	all := t.goroutines()
	for _, g := range all {
		if !handlers || !strings.HasSuffix(g.Doing, "Accept") {
			return &g
		}
	}
	if len(all) == 0 {
		return nil
	}
	return &all[0]
}

func (t *T) doing(g *lab.Goroutines) string {
	if g == nil {
		return "No goroutine of the server is left."
	}
	text := placeText(g)
	if more := running(t.goroutines()) - g.Count; more > 0 {
		text += fmt.Sprintf(", and %s elsewhere", count(more, "goroutine"))
	}
	return text + "."
}

// placeText says where goroutines are, in a sentence without its full stop.
func placeText(g *lab.Goroutines) string {
	if !g.Waits {
		return fmt.Sprintf("%s runs at %s", g.Function, place(&g.Source))
	}
	return fmt.Sprintf("%s waits in %s at %s", g.Function, g.Doing, place(&g.Source))
}

func lineOf(g *lab.Goroutines) *event.Source {
	if g == nil || g.Source.Line == 0 {
		return nil
	}
	return &g.Source
}

func callName(call event.Call) string {
	if call == "" {
		return ""
	}
	return strings.ToUpper(string(call[:1])) + string(call[1:])
}

// place returns "line 31", which a page makes a link of, or the file's as well where the
// program has several.
func place(s *event.Source) string { return fmt.Sprintf("%s:%d", s.File, s.Line) }

func at(s *event.Source) string {
	if s == nil {
		return ""
	}
	return " at " + place(s)
}

func atEnd(s *event.Source) string {
	if s == nil {
		return ""
	}
	return " It is at " + place(s) + "."
}
