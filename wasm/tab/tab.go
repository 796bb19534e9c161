package tab

import (
	"context"
	"encoding/json"
	"net"
	"sync"
	"time"

	"socketschool/lab"
	"socketschool/lab/memnet"
)

// beatTime is how often the program says that it runs.
const beatTime = 500 * time.Millisecond

// handshakes is how many TLS clients connect at a time. One thread does the work
// of both sides: a thousand at once would all be late, and meanwhile the page's
// pings would go unanswered.
const handshakes = 8

// Config says what runs, and whom it speaks to.
type Config struct {
	Program lab.Program
	Port    int // the lesson's own; nobody else is there to have taken it

	// Post hands a message to the page. It must not wait; it may be called by
	// several goroutines.
	Post func(Message)

	// Kind finds the type in a control frame, which must be a JSON object.
	// JavaScript has a parser already; Go's would be a sixteenth of the program.
	Kind func(frame string) (kind string, ok bool)
}

// Tab is a lab and the page's connections to it.
type Tab struct {
	post func(Message)
	kind func(string) (string, bool)
	lab  *lab.Lab
	feed feed
	stop func() // once
	done chan struct{}

	turns chan struct{} // of those who shake hands

	mu      sync.Mutex
	closing bool
	clients map[int]*client
	running sync.WaitGroup // clients
}

// Start runs the program. The error says why it could not listen.
func Start(cfg Config) (*Tab, error) {
	network := new(memnet.Network)
	ln, err := network.Listen(cfg.Port)
	if err != nil {
		return nil, err
	}
	t := &Tab{post: cfg.Post, kind: cfg.Kind, done: make(chan struct{}), clients: make(map[int]*client), turns: make(chan struct{}, handshakes)}
	t.stop = sync.OnceFunc(func() { go t.end() })
	t.feed.post = cfg.Post
	port := ln.Addr().(*net.TCPAddr).Port
	t.lab = lab.Start(lab.Config{
		Program:  cfg.Program,
		Listener: ln,
		Dial:     func(ctx context.Context) (net.Conn, error) { return network.Dial(ctx, port) },
		Notify:   t.feed.pump,
	})
	t.postJSON(Message{Type: Listening}, t.lab.Info())
	t.feed.open(t.lab.Events())
	go t.watch()
	go t.beat()
	return t, nil
}

func (t *Tab) postJSON(m Message, value any) {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // our own structs
	}
	m.Text = string(text)
	t.post(m)
}

// watch tells the clients of the lab's end.
func (t *Tab) watch() {
	<-t.lab.Ending()
	t.mu.Lock()
	left := make([]*client, 0, len(t.clients))
	for _, c := range t.clients {
		left = append(left, c)
	}
	t.mu.Unlock()
	for _, c := range left {
		c.later(c.labEnded)
	}
}

func (t *Tab) beat() {
	tick := time.NewTicker(beatTime)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			t.post(Message{Type: Beat})
		case <-t.done:
			return
		}
	}
}

// Open connects a client of the page's. The number is the page's, and new.
func (t *Tab) Open(number int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closing {
		return
	}
	c := newClient(t, number)
	t.clients[number] = c
	t.running.Go(func() {
		defer t.forget(number)
		c.run()
	})
}

func (t *Tab) forget(number int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.clients, number)
}

// with calls f for a client, unless its connection is over: the page may not
// have heard of that yet.
func (t *Tab) with(number int, f func(*client)) {
	t.mu.Lock()
	c := t.clients[number]
	t.mu.Unlock()
	if c != nil {
		f(c)
	}
}

// Text takes a control frame of a client's.
func (t *Tab) Text(number int, frame string) {
	t.with(number, func(c *client) { c.later(func() { c.control(frame) }) })
}

// Bytes takes bytes of a client's, to keep.
func (t *Tab) Bytes(number int, frame []byte) {
	t.with(number, func(c *client) { c.later(func() { c.bytes(frame) }) })
}

// Gone says that the page has closed its end of a client's connection.
func (t *Tab) Gone(number int) {
	t.with(number, func(c *client) { c.silence(); c.later(c.leave) })
}

// Got says that the page has taken so many bytes of a client's.
func (t *Tab) Got(number, count int) {
	t.with(number, func(c *client) { c.credit.back(count) })
}

// Seen says which event is the last that the page has dealt with.
func (t *Tab) Seen(seq uint64) { t.feed.seenUpTo(seq) }

// Ping is answered when the program comes round to it: a server that never
// waits for anything keeps it from that.
func (t *Tab) Ping() { t.post(Message{Type: Pong}) }

// Ask answers a question about the lab. There is one, "connections"; others
// are answered by null.
func (t *Tab) Ask(id int, what string) {
	if what == "connections" {
		t.postJSON(Message{Type: Answer, ID: id}, t.lab.Connections())
		return
	}
	t.post(Message{Type: Answer, ID: id, Text: "null"})
}

// Stop ends the lab in order: its clients and the events are told. It does not
// wait; Done is closed afterwards.
func (t *Tab) Stop() { t.stop() }

// Done is closed when all is over and has been told.
func (t *Tab) Done() <-chan struct{} { return t.done }

func (t *Tab) end() {
	t.lab.Stop()
	t.mu.Lock()
	t.closing = true
	t.mu.Unlock()
	t.running.Wait()
	t.feed.last()
	close(t.done)
}
