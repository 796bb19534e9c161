package check

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"socketschool/lab"
	"socketschool/lab/event"
)

// maxReported bounds the received bytes of a report.
const maxReported = 4096

// replacement is U+FFFD in UTF-8: what Go puts for half a character.
var replacement = []byte("\uFFFD")

// wrongBytes is the failure of an expectation of bytes.
func (t *T) wrongBytes(c *Client, want []byte, containing bool) *Failure {
	if failure := t.serverEnded(c); failure != nil {
		return withExpected(failure, want, c.Unread())
	}
	got := c.Unread()
	if len(got) == 0 {
		return withExpected(t.nothingCame(c, want), want, got)
	}
	var flood bool
	c.view(func() { flood = c.err == errFlood })
	if flood {
		return withExpected(t.closedEarly(c, want), want, got)
	}
	f := t.failure(c, fmt.Sprintf("Expected %s, but %s came.", clipped(want), clipped(got)))
	f.source = t.lastCall(c, event.KindWrite)
	if !containing {
		f.cause = t.difference(c, want, got, f)
	} else {
		f.cause, f.source = t.notAmong(c)
		f.Why = fmt.Sprintf("Expected %s somewhere, but %s came.", clipped(want), clipped(got))
	}
	return withExpected(f, want, got)
}

func withExpected(f *Failure, want, got []byte) *Failure {
	f.Expected, f.Received = want, got[:min(len(got), maxReported)]
	return f
}

// nothingCame is the failure of a client that received nothing, where the server runs.
func (t *T) nothingCame(c *Client, want []byte) *Failure {
	var ended bool
	c.view(func() { ended = c.eof || c.err != nil || c.closed })
	if ended {
		return t.closedEarly(c, want)
	}
	conn, accepted := t.connection(c.stream)
	if !accepted {
		return t.notAccepted(c, want)
	}
	if failure := t.busy(c); failure != nil {
		return failure
	}
	f := t.failure(c, fmt.Sprintf("Waited for %s; nothing came.", clipped(want)))
	f.source = conn.Source
	var queued int64
	c.view(func() { queued = c.queued })
	amount := count(int(conn.BytesIn), "byte")
	if c.isTLS() {
		amount = "what client " + c.letter() + " sent"
	}
	waits := fmt.Sprintf("It waits in %s%s.", callName(conn.Call), at(conn.Source))
	if conn.Call == "" {
		waits = t.whatItDoes()
		f.source = t.waitingPlace()
	}
	switch {
	case t.sender != nil && t.sender != c:
		f.cause = t.notPassedOn(c)
	case queued == 0:
		f.cause = fmt.Sprintf("The server sent client %s nothing. %s", c.letter(), waits)
	case conn.BytesIn == 0, c.isTLS() && !c.hasRead(conn.BytesIn):
		f.cause = fmt.Sprintf("The server has not read what client %s sent. %s", c.letter(), waits)
	case conn.Call == event.CallRead && !bytes.HasSuffix(c.sent, []byte("\n")):
		f.cause = fmt.Sprintf("The server has read %s and not answered. %s Perhaps it waits for the end of a line, or for more bytes, which do not come.", amount, waits)
	default:
		f.cause = fmt.Sprintf("The server has read %s and not answered. %s", amount, waits)
	}
	if other := t.receivedElsewhere(c, want); other != nil {
		f.cause = fmt.Sprintf("It came to client %s instead%s.", other.letter(), at(t.lastCall(other, event.KindWrite)))
		f.source = t.lastCall(other, event.KindWrite)
	}
	return f
}

// notPassedOn returns the cause of a client that received nothing after another one has
// sent something.
func (t *T) notPassedOn(c *Client) string {
	sender := t.sender
	cause := fmt.Sprintf("The server sent client %s nothing. ", c.letter())
	if c.received > 0 {
		cause = fmt.Sprintf("The server sent client %s nothing more. ", c.letter())
	}
	conn, open := t.connection(sender.stream)
	switch {
	case !open:
		return cause + t.stillWaiting(c)
	case conn.BytesIn == 0:
		return cause + fmt.Sprintf("It has not read what client %s sent. %s", sender.letter(), t.stillWaiting(sender))
	case conn.Call == event.CallRead && !bytes.HasSuffix(sender.sent, []byte("\n")):
		return cause + fmt.Sprintf("It has read what client %s sent, and waits in Read%s. Perhaps it waits for the end of a line, or for more bytes, which do not come.", sender.letter(), at(conn.Source))
	}
	return cause + fmt.Sprintf("It has read what client %s sent. %s", sender.letter(), t.stillWaiting(c))
}

// notAccepted is the failure of a client that still waits at the door.
func (t *T) notAccepted(c *Client, want []byte) *Failure {
	if failure := t.busy(c); failure != nil {
		return failure
	}
	f := t.failure(c, fmt.Sprintf("Waited for %s; nothing came.", clipped(want)))
	if left := t.leftLoop(); left != nil {
		f.source = &left.Source
		f.cause = fmt.Sprintf("The server accepts no clients any more: %s has left its loop, and waits at %s for its goroutines. One client’s fault must not end the loop.", left.Function, place(f.source))
		return f
	}
	for _, conn := range t.lab.Connections().Connections {
		if conn.Call == "" {
			continue
		}
		other := "another client"
		for _, o := range t.order {
			if o.stream != nil && o.peer() == conn.Peer {
				other = "client " + o.letter()
			}
		}
		f.source = conn.Source
		f.cause = fmt.Sprintf("The server has not accepted client %s: it waits in %s for %s%s. One client holds up all others; give each connection a goroutine of its own.", c.letter(), callName(conn.Call), other, at(conn.Source))
		return f
	}
	f.cause = fmt.Sprintf("The server has not accepted client %s. %s", c.letter(), t.whatItDoes())
	f.source = t.waitingPlace()
	return f
}

// leftLoop returns where Serve, or a function that it calls, waits for its goroutines
// after the fault of a client, if it does. That client's connection is closed, or is in
// no call. A server whose connections are all open and served is not past its loop: it
// waits for them before it accepts more.
func (t *T) leftLoop() *lab.Goroutines {
	unserved := func(c event.Connection) bool { return c.Call == "" }
	if !t.has(func(e event.Event) bool { return e.Kind == event.KindClose }) &&
		!slices.ContainsFunc(t.lab.Connections().Connections, unserved) {
		return nil
	}
	for _, g := range t.goroutines() {
		if strings.Contains(g.Doing, "WaitGroup") && !strings.Contains(g.Function, ".func") {
			return &g
		}
	}
	return nil
}

// receivedElsewhere returns a client that has received what another one was to get.
func (t *T) receivedElsewhere(c *Client, want []byte) *Client {
	for _, o := range t.order {
		if o != c && o.stream != nil && bytes.Contains(o.Unread(), want) {
			return o
		}
	}
	return nil
}

// difference returns how what came differs from what was expected. The first rule that
// fits is the cause.
func (t *T) difference(c *Client, want, got []byte, f *Failure) string {
	line := at(f.source)
	unread := got[:min(len(got), len(want)+maxQuoted)]
	switch {
	case hasZeros(got) && !hasZeros(want):
		return fmt.Sprintf("Zero bytes came that no client has sent%s. Perhaps the whole buffer was written: Read returns how many bytes it has put there, and buf[:n] are those.", line)
	case bytes.HasPrefix(want, got) && bytes.Equal(want[len(got):], []byte("\n")):
		return fmt.Sprintf("The end of the line is missing: the bytes are right, and no line feed (\\n) follows%s.", line)
	case bytes.HasPrefix(want, got) && f.Ended != "" && t.lastLineLost(c, want[len(got):]):
		return fmt.Sprintf("Only the beginning came, and the connection ended%s: %s", at(t.lastCall(c, event.KindClose)), lastLine)
	case bytes.HasPrefix(want, got) && f.Ended != "":
		return fmt.Sprintf("Only the beginning came, and the connection ended%s. %s", at(t.lastCall(c, event.KindClose)), "Send all before you close.")
	case bytes.HasPrefix(want, got):
		return fmt.Sprintf("Only the beginning came: %d of %d bytes%s. %s", len(got), len(want), line, t.stillWaiting(c))
	case isBroken(want, unread):
		return fmt.Sprintf("A character is broken: half of it was turned into text%s. A Read may end inside a character; keep what is not whole until the rest has come, or send the bytes as they are.", line)
	case bytes.Equal(dropCR(got), dropCR(want)):
		return fmt.Sprintf("The line ends differ: \\r\\n and \\n%s.", line)
	case sameLines(want, got):
		return "The right lines came in another order" + line + "."
	case len(c.met) > 0 && bytes.HasPrefix(got, slices.Concat(c.met, want)):
		return fmt.Sprintf("%s came twice%s.", clipped(c.met), line)
	case len(c.sent) > 0 && bytes.HasSuffix(c.sent, trimTo(got, len(c.sent))) && len(got) <= len(c.sent):
		return fmt.Sprintf("It came back as it was sent%s: nothing has changed it.", line)
	case bytes.EqualFold(want, got[:min(len(got), len(want))]):
		return fmt.Sprintf("Capital and small letters differ%s.", line)
	case bytes.Equal(bytes.TrimSpace(got), bytes.TrimSpace(want)):
		return "Spaces or line ends at its beginning or end differ" + line + "."
	case bytes.HasSuffix(got, want):
		return fmt.Sprintf("What was expected came, but after %s.", clipped(got[:len(got)-len(want)]))
	}
	n := *withExpected(f, want, got).differs()
	return fmt.Sprintf("Byte %d is the first that differs: %s was expected, and %s came%s.", n+1, quote(want[n:n+1]), quote(got[n:n+1]), line)
}

// notAmong returns the cause of a text that is not among what a client received.
func (t *T) notAmong(c *Client) (string, *event.Source) {
	for _, conn := range t.lab.Connections().Connections {
		if conn.Call != event.CallWrite || conn.Peer == c.peer() {
			continue
		}
		return fmt.Sprintf("The server waits in Write%s for client %s, which does not read. One slow client holds up all others.", at(conn.Source), strings.ToUpper(t.nameOf(conn.Peer))), conn.Source
	}
	var ended bool
	c.view(func() { ended = c.eof || c.err != nil })
	if closed := t.lastCall(c, event.KindClose); ended {
		return fmt.Sprintf("The server ended the connection of client %s%s before it came.", c.letter(), at(closed)), closed
	}
	if where, source := t.lockWaits(); where != "" {
		return fmt.Sprintf("It is not among what came. Goroutines wait for a lock at %s: perhaps the one that holds it locks it again, or waits for something with it.", where), source
	}
	return "It is not among what came. " + t.stillWaiting(c), t.waitingPlace()
}

// lockWaits returns where goroutines of the server wait for a lock, and the last place,
// or nothing if none does.
func (t *T) lockWaits() (where string, last *event.Source) {
	var places []string
	for _, g := range t.goroutines() {
		if g.Waits && strings.HasSuffix(g.Doing, "Lock") && g.Source.Line > 0 {
			places = append(places, fmt.Sprintf("%s (%s)", place(&g.Source), g.Function))
			last = &g.Source
		}
	}
	return strings.Join(places, " and "), last
}

// lastLine is the cause of a last line that was not answered.
const lastLine = "it has read io.EOF and not answered the client’s last bytes. A reader of lines returns the last line, which has no line feed, together with io.EOF."

// lastLineLost reports whether the server has dropped its only client's last bytes, which
// end in no line feed.
func (t *T) lastLineLost(c *Client, missing []byte) (lost bool) {
	c.view(func() { lost = c.shut })
	return lost && len(t.order) == 1 && len(missing) > 0 && len(c.sent) > 0 && !bytes.HasSuffix(c.sent, []byte("\n"))
}

// stillWaiting says what the server does on a client's connection.
func (t *T) stillWaiting(c *Client) string {
	if conn, ok := t.connection(c.stream); ok && conn.Call != "" {
		return fmt.Sprintf("The server waits in %s%s.", callName(conn.Call), at(conn.Source))
	}
	return t.whatItDoes()
}

// isBroken reports whether got has what becomes of half a character, and want has not.
func isBroken(want, got []byte) bool {
	if !utf8.Valid(want) || bytes.Contains(want, replacement) {
		return false
	}
	if bytes.Contains(got, replacement) {
		return true
	}
	// The cut of what is looked at may break the last one.
	return !utf8.Valid(got[:max(0, len(got)-utf8.UTFMax)])
}

// hasZeros reports whether p has a run of zero bytes, as a buffer has that is not full.
func hasZeros(p []byte) bool { return bytes.Contains(p, make([]byte, 16)) }

func dropCR(p []byte) []byte { return bytes.ReplaceAll(p, []byte("\r\n"), []byte("\n")) }

// sameLines reports whether both have the same lines, in whatever order.
func sameLines(a, b []byte) bool {
	x, y := bytes.Split(a, []byte("\n")), bytes.Split(b, []byte("\n"))
	if len(x) != len(y) || len(x) < 3 {
		return false
	}
	slices.SortFunc(x, bytes.Compare)
	slices.SortFunc(y, bytes.Compare)
	return slices.EqualFunc(x, y, bytes.Equal)
}

func trimTo(p []byte, n int) []byte { return p[max(0, len(p)-n):] }
