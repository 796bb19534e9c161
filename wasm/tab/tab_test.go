package tab_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"strings"
	"testing"

	"socketschool/lab"
	"socketschool/wasm/tab"
)

// events is what an events message holds.
type events struct {
	Events []struct {
		Seq     uint64
		Kind    string
		Message string
		Source  *lab.Source
	}
	Skipped uint64
}

// expectEvents takes events messages until one is as wanted.
func (p *page) expectEvents(wanted func(text string) bool) string {
	p.t.Helper()
	for {
		if m := p.next(tab.Events); wanted(m.Text) {
			return m.Text
		}
	}
}

func TestListening(t *testing.T) {
	p := start(t, echoes)
	var info map[string]any
	if err := json.Unmarshal([]byte(p.next(tab.Listening).Text), &info); err != nil {
		t.Fatal(err)
	}
	if info["state"] != "listening" || info["address"] != "127.0.0.1:4040" || info["lesson"] != "test" || info["id"] == "" {
		t.Errorf("listening says %v", info)
	}
}

func TestAskAndPing(t *testing.T) {
	p := start(t, echoes)
	c := p.connect()
	c.send("hello")
	c.expect("hello")
	p.tab.Ask(7, "connections")
	m := p.next(tab.Answer)
	var all struct{ Connections []map[string]any }
	if err := json.Unmarshal([]byte(m.Text), &all); err != nil {
		t.Fatal(err)
	}
	if m.ID != 7 || len(all.Connections) != 1 || all.Connections[0]["peer"] != c.opened["local"] {
		t.Errorf("answer %d: %s", m.ID, m.Text)
	}
	p.tab.Ask(8, "the time")
	if m := p.next(tab.Answer); m.ID != 8 || m.Text != "null" {
		t.Errorf("answer %d: %s", m.ID, m.Text)
	}
	p.tab.Ping()
	p.next(tab.Pong)
	p.next(tab.Beat)
}

// logs is a server that logs so often, told by a channel, and reports each time
// what the page then has.
func logs(begin <-chan int, done chan<- int) serveFunc {
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

// TestEventsAtOnce: an event is posted where it happens. When the server goes
// on, into an endless loop or a panic, the page has what was logged before.
func TestEventsAtOnce(t *testing.T) {
	var p *page
	at := make(chan string, 1)
	begin := make(chan struct{})
	p = start(t, func(ctx context.Context, _ net.Listener, log *slog.Logger) error {
		<-begin
		log.Info("about to loop")
		p.mu.Lock()
		last := p.inbox[tab.Events]
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

// reader reads the events messages, which must leave no gap but those they tell.
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

// TestFlood: many events come in few messages, all of them in order.
func TestFlood(t *testing.T) {
	const count = 1500
	begin, done := make(chan int, 1), make(chan int, 1)
	r := reader{page: start(t, logs(begin, done))}
	begin <- count
	r.readTo(count + 1) // with that of listening
	if r.messages > count/2 || r.skipped > 0 {
		t.Errorf("%d messages for %d events, %d skipped", r.messages, count, r.skipped)
	}
}

// TestPageThatSeesNothing: so many events go out to a page that does not deal
// with them, and no more; then it is told what it has missed.
func TestPageThatSeesNothing(t *testing.T) {
	const underway, some, all = 2048, 1000, 3 * lab.DefaultHistory
	begin, done := make(chan int, 1), make(chan int, 1)
	r := reader{page: start(t, logs(begin, done))}
	begin <- some
	<-done
	r.readTo(some)
	begin <- 2 * some
	<-done
	r.readTo(underway)
	begin <- all // and no more comes
	<-done
	r.mu.Lock()
	if left := r.inbox[tab.Events]; len(left) > 0 || r.events != underway {
		t.Errorf("%d messages more than %d events", len(left), r.events)
	}
	r.mu.Unlock()
	for r.last < 1+3*some+all {
		r.tab.Seen(r.last)
		r.readTo(r.last + 1)
	}
	if r.skipped == 0 {
		t.Error("more has come than is kept")
	}
}

// TestStopTellsAll: the last event arrives, however far behind the page is.
func TestStopTellsAll(t *testing.T) {
	begin, done := make(chan int, 1), make(chan int, 1)
	p := start(t, logs(begin, done))
	begin <- lab.DefaultHistory
	<-done
	p.stop()
	p.expectEvents(func(text string) bool { return strings.Contains(text, `"kind":"stopped"`) })
	p.tab.Open(1) // and nothing happens any more
	p.tab.Stop()
}

func TestManyClients(t *testing.T) {
	p := start(t, echoes)
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
