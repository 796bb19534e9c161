package tab_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"strings"
	"testing"

	"socketschool/lab/event"
	"socketschool/lab/tcpstate"
	"socketschool/wasm/tab"
)

// events is the content of an Events message.
type events struct {
	Events []struct {
		Seq     uint64
		Kind    string
		Message string
		Source  *event.Source
	}
	Skipped uint64
}

// expectEvents reads Events messages until wanted returns true.
func (p *page) expectEvents(wanted func(text string) bool) string {
	p.t.Helper()
	for {
		if m := p.next(tab.Events); wanted(m.Text) {
			return m.Text
		}
	}
}

func TestListening(t *testing.T) {
	p := start(t, echoServer)
	var info map[string]any
	if err := json.Unmarshal([]byte(p.next(tab.Listening).Text), &info); err != nil {
		t.Fatal(err)
	}
	if info["state"] != "listening" || info["address"] != "127.0.0.1:4040" || info["lesson"] != "test" || info["id"] == "" {
		t.Errorf("listening has %v", info)
	}
}

func TestQueryAndPing(t *testing.T) {
	p := start(t, echoServer)
	c := p.connect()
	c.send("hello")
	c.expect("hello")
	p.tab.Query(7, "connections")
	m := p.next(tab.Reply)
	var all struct{ Connections []map[string]any }
	if err := json.Unmarshal([]byte(m.Text), &all); err != nil {
		t.Fatal(err)
	}
	if m.ID != 7 || len(all.Connections) != 1 || all.Connections[0]["peer"] != c.opened["local"] {
		t.Errorf("reply %d: %s", m.ID, m.Text)
	}
	p.tab.Query(8, "the time")
	if m := p.next(tab.Reply); m.ID != 8 || m.Text != "null" {
		t.Errorf("reply %d: %s", m.ID, m.Text)
	}
	p.tab.Ping()
	p.next(tab.Pong)
	p.next(tab.Beat)
}

// TestQueryTCP: the page learns the state of both ends.
func TestQueryTCP(t *testing.T) {
	p := start(t, echoServer)
	c := p.connect()
	c.send("hello")
	c.expect("hello")
	p.tab.Query(7, "tcp")
	m := p.next(tab.Reply)
	var all tcpstate.Connections
	if err := json.Unmarshal([]byte(m.Text), &all); err != nil || len(all.Connections) != 1 {
		t.Fatalf("%v: %s", err, m.Text)
	}
	got := all.Connections[0]
	if m.ID != 7 || got.Conn != 1 || got.Peer != c.opened["local"] || got.Server.State != "ESTABLISHED" || got.Client.State != "ESTABLISHED" {
		t.Errorf("reply %d: %s", m.ID, m.Text)
	}
}

// logServer returns a server that logs as many records as it receives from begin, and
// then sends to done.
func logServer(begin <-chan int, done chan<- int) serveFunc {
	return func(ctx context.Context, _ net.Listener, log *slog.Logger) error {
		for {
			select {
			case count := <-begin:
				for i := range count {
					log.Info("record", "number", i)
				}
				done <- count
			case <-ctx.Done():
				return nil
			}
		}
	}
}

// TestEventsImmediate: an event is posted before the server goes on, possibly into an
// endless loop or a panic.
func TestEventsImmediate(t *testing.T) {
	var p *page
	at := make(chan string, 1)
	begin := make(chan struct{})
	p = start(t, func(ctx context.Context, _ net.Listener, log *slog.Logger) error {
		<-begin
		log.Info("about to loop")
		p.mu.Lock()
		last := p.queues[tab.Events]
		at <- last[len(last)-1].Text
		p.mu.Unlock()
		<-ctx.Done()
		return nil
	})
	close(begin)
	if text := <-at; !strings.Contains(text, "about to loop") {
		t.Errorf("the page had %s", text)
	}
}

// reader reads Events messages. Events must be numbered without gaps other than skipped.
type reader struct {
	*page
	messages, events int
	last, skipped    uint64
}

func (r *reader) readTo(seq uint64) {
	r.t.Helper()
	for r.last < seq {
		var e events
		if err := json.Unmarshal([]byte(r.next(tab.Events).Text), &e); err != nil {
			r.t.Fatal(err)
		}
		if len(e.Events) == 0 || e.Events[0].Seq != r.last+e.Skipped+1 {
			r.t.Fatalf("after event %d: %+v", r.last, e)
		}
		r.messages++
		r.events += len(e.Events)
		r.skipped += e.Skipped
		r.last = e.Events[len(e.Events)-1].Seq
	}
}

// TestFlood: many events are posted in few messages, in order.
func TestFlood(t *testing.T) {
	const count = 1500
	begin, done := make(chan int, 1), make(chan int, 1)
	r := reader{page: start(t, logServer(begin, done))}
	begin <- count
	r.readTo(count + 1) // with the event of listening
	if r.messages > count/2 || r.skipped > 0 {
		t.Errorf("%d messages for %d events, %d skipped", r.messages, count, r.skipped)
	}
}

// TestEventWindow: events that are not acknowledged are bounded. A page that goes on
// gets the number of events that it missed.
func TestEventWindow(t *testing.T) {
	const window, some, all = 2048, 1000, 3 * event.DefaultHistory
	begin, done := make(chan int, 1), make(chan int, 1)
	r := reader{page: start(t, logServer(begin, done))}
	begin <- some
	<-done
	r.readTo(some)
	begin <- 2 * some
	<-done
	r.readTo(window)
	begin <- all // of which none is posted
	<-done
	r.mu.Lock()
	if more := r.queues[tab.Events]; len(more) > 0 || r.events != window {
		t.Errorf("%d more messages after %d events", len(more), r.events)
	}
	r.mu.Unlock()
	for r.last < 1+3*some+all {
		r.tab.AckEvents(r.last)
		r.readTo(r.last + 1)
	}
	if r.skipped == 0 {
		t.Error("more events were posted than the log keeps")
	}
}

// TestStopPostsAll: the last event is posted, however far behind the page is.
func TestStopPostsAll(t *testing.T) {
	begin, done := make(chan int, 1), make(chan int, 1)
	p := start(t, logServer(begin, done))
	begin <- event.DefaultHistory
	<-done
	p.stop()
	p.expectEvents(func(text string) bool { return strings.Contains(text, `"kind":"stopped"`) })
	p.tab.Open(1, tab.Options{}) // has no effect
	p.tab.Stop()
}

func TestManyClients(t *testing.T) {
	p := start(t, echoServer)
	var all []*conn
	for range 300 {
		c := p.open()
		c.send("hello")
		all = append(all, c)
	}
	for _, c := range all {
		if c.opened = c.control(); c.opened["type"] != "opened" {
			t.Fatalf("client %d: %v", c.number, c.opened)
		}
		c.expect("hello")
	}
}
