package check

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"socketschool/lab"
	"socketschool/lab/event"
)

// Check is one check of an exercise.
type Check struct {
	Name string // for learners, in the words of the task: "a letter in two pieces"
	Run  func(t *T)

	// Cause may return the likely cause of a failure, one or two sentences, where the
	// exercise knows more than what package check derives; "" leaves it to the package.
	Cause func(f Failure) string
}

// Config configures a run of checks.
type Config struct {
	Program lab.Program
	Checks  []Check
	Network Network // default TCP
	Only    []int   // indexes of the checks to run, in this order; default all

	// Lab, if not nil, gets each server before its check runs.
	Lab func(*lab.Lab)

	// Update gets every state of the run, in order. It must not keep pointers.
	Update func(Update)
}

// Run runs the checks, each with a server of its own, and returns their results. It
// stops after the first that does not pass, and when ctx ends, between two checks.
//
// A check that fails while the machine is so busy that the process runs late begins
// again, with a new server: its clients, or the server, may have missed a limit that the
// task names. After several times its failure counts, and says so.
func Run(ctx context.Context, cfg Config) []Result {
	if cfg.Network == nil {
		cfg.Network = TCP{}
	}
	if cfg.Update == nil {
		cfg.Update = func(Update) {}
	}
	order := cfg.Only
	if order == nil {
		for i := range cfg.Checks {
			order = append(order, i)
		}
	}
	var results []Result
	for _, i := range order {
		if ctx.Err() != nil {
			break
		}
		result := runOne(cfg, i, attemptOne)
		cfg.Update(Update{Type: "result", Check: i, Result: &result})
		results = append(results, result)
		if result.Outcome != Passed {
			break
		}
	}
	return results
}

// runOne runs one check until it passes, or fails for another reason than a busy machine.
// attempt runs it once, and returns how late the process was.
func runOne(cfg Config, i int, attempt func(Config, int) (Result, time.Duration)) Result {
	for n := 1; ; n++ {
		result, late := attempt(cfg, i)
		switch {
		case result.Outcome != Failed || late < lateLimit:
			return result
		case n == maxAttempts:
			result.Cause += busyMachine
			return result
		}
	}
}

// attemptOne runs one check with a new server.
func attemptOne(cfg Config, i int) (Result, time.Duration) {
	check := cfg.Checks[i]
	cfg.Update(Update{Type: "check", Check: i, Name: check.Name})
	ln, dial, err := cfg.Network.Listen()
	if err != nil {
		return Result{Name: check.Name, Outcome: Broken, Cause: fmt.Sprintf("There is no address to listen at: %v.", err)}, 0
	}
	late := measureLateness()
	door := newDoor(ln, dial)
	t := &T{
		clients: make(map[string]*Client),
		cause:   check.Cause,
		changed: make(chan struct{}, 1),
		result:  Result{Name: check.Name, Outcome: Passed},
		emit: func(step Step, index int) {
			cfg.Update(Update{Type: "step", Check: i, Step: &step, Index: index})
		},
	}
	t.before = unlabelled(cfg.Program)
	t.lab = lab.Start(lab.Config{
		Program:  cfg.Program,
		Listener: door,
		Dial:     door.connect,
		Notify:   t.wake,
	})
	if cfg.Lab != nil {
		cfg.Lab(t.lab)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer t.recoverCheck()
		check.Run(t)
	}()
	<-done
	sum := late.end()
	t.end()
	return t.result, sum
}

// recoverCheck makes a panic of the check itself its result.
func (t *T) recoverCheck() {
	if v := recover(); v != nil {
		t.result.Outcome = Broken
		t.result.Cause = fmt.Sprintf("The check itself is at fault, not your server: %v.", v)
	}
}

// end closes the clients and the server.
func (t *T) end() {
	for _, s := range t.streams {
		s.close(false)
	}
	t.lab.Stop()
	for _, s := range t.streams {
		s.ended.Wait()
	}
}

// takeEvents returns what the server did since the last call.
func (t *T) takeEvents() []Event {
	t.read()
	var events []Event
	for _, e := range t.history[t.reported:] {
		if text := eventText(e, t.lab.TLS()); text != "" {
			events = append(events, Event{Kind: e.Kind, Client: t.nameOf(e.Peer), Text: text, Level: e.Level, Source: e.Source})
		}
	}
	t.reported = len(t.history)
	if more := len(events) - maxEvents; more > 0 {
		events = append(events[:maxEvents], Event{Kind: event.KindLog, Text: fmt.Sprintf("… and %d more events", more)})
	}
	return events
}

// nameOf returns the name of the client with an address, or "".
func (t *T) nameOf(peer string) string {
	for _, s := range t.streams {
		if s.peer() == peer {
			return s.name
		}
	}
	return ""
}

// eventText returns an event in words, or "" for one that a report leaves out. ofTLS
// says that the server speaks TLS: its records are named, and not shown.
func eventText(e event.Event, ofTLS bool) string {
	moved := func(verb string) string {
		if e.Error != "" {
			return fmt.Sprintf("%s: %s", verb, e.Error)
		}
		data := e.Data.Bytes()
		if ofTLS && !isText(data) {
			return fmt.Sprintf("%s %d bytes of TLS%s", verb, e.Bytes, tlsRecord(data))
		}
		if e.Bytes > len(data) {
			return fmt.Sprintf("%s %d bytes: %s …", verb, e.Bytes, quote(data))
		}
		return fmt.Sprintf("%s %s", verb, quote(data))
	}
	switch e.Kind {
	case event.KindLog:
		return recordText(e)
	case event.KindAccept:
		return "accept"
	case event.KindRead:
		return moved("read")
	case event.KindWrite:
		return moved("write")
	case event.KindCloseWrite:
		return "half-close"
	case event.KindClose:
		return "close"
	case event.KindTimeout:
		return string(e.Call) + ": deadline exceeded"
	case event.KindFailed:
		return e.Error
	}
	return ""
}

// isText reports whether p is what a client without TLS might send.
func isText(p []byte) bool {
	return !bytes.ContainsFunc(p, func(r rune) bool { return r == utf8.RuneError || unicode.IsControl(r) && !unicode.IsSpace(r) })
}

// tlsRecord returns what kind of record p begins with, or "" (RFC 8446, 5.1).
func tlsRecord(p []byte) string {
	if len(p) < 3 || p[1] != 3 || p[2] > 4 {
		return ""
	}
	return map[byte]string{20: ": change of cipher", 21: ": alert", 22: ": handshake", 23: ": ciphertext"}[p[0]]
}

// recordText returns a log record as the text handler of slog has it, without time.
func recordText(e event.Event) string {
	var b strings.Builder
	b.WriteString(e.Message)
	for _, a := range e.Attrs {
		fmt.Fprintf(&b, " %s=%s", a.Key, a.Text)
	}
	return b.String()
}
