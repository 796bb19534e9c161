package tab

import (
	"context"
	"encoding/json"
	"maps"
	"net"
	"slices"
	"sync"
	"time"

	"socketschool/lab"
	"socketschool/lab/memnet"
	"socketschool/lab/tcpstate"
	"socketschool/protocol"
	"socketschool/protocol/handshake"
)

// beatInterval is how often the program posts a heartbeat.
const beatInterval = 500 * time.Millisecond

// maxHandshakes is how many TLS clients connect at a time. One thread does the
// work of both sides: with a thousand at once all would be late, and the page's
// pings would not be answered meanwhile.
const maxHandshakes = 8

// Config configures a Tab. All of it is required.
type Config struct {
	Program lab.Program // listens on its own port: the tab's network is new and empty

	// Post posts a message to the page. It must not block, and must be safe for
	// concurrent use.
	Post func(Message)

	// Parse parses a control frame as protocol.ParseControl does, or returns false if
	// the frame is malformed. JavaScript has a parser; Go's would add a sixteenth to
	// the program's size.
	Parse func(frame string) (m protocol.Control, ok bool)
}

// Options are those of a client.
type Options struct {
	handshake.Options
	Peer string // address that the server sees, host and port; empty for one of the tab
}

// ParseOptions returns the options of a page. option returns the value of a name, or "".
// The names are those of docs/protocol.md, and peer.
func ParseOptions(option func(name string) string) Options {
	return Options{Options: handshake.ParseOptions(option), Peer: option("peer")}
}

// Tab is a lab and the page's connections to it.
type Tab struct {
	post   func(Message)
	parse  func(string) (protocol.Control, bool)
	lab    *lab.Lab
	dial   func(ctx context.Context, local *net.TCPAddr) (net.Conn, error)
	events eventSender
	stop   func() // has an effect once
	done   chan struct{}

	handshakeSlots chan struct{}

	mu      sync.Mutex
	closing bool
	clients map[int]*client
	running sync.WaitGroup // clients
}

// Start starts the program. It returns an error if it cannot listen.
func Start(cfg Config) (*Tab, error) {
	network := new(memnet.Network)
	ln, err := network.Listen(cfg.Program.Port)
	if err != nil {
		return nil, err
	}
	t := &Tab{
		post:           cfg.Post,
		parse:          cfg.Parse,
		done:           make(chan struct{}),
		clients:        make(map[int]*client),
		handshakeSlots: make(chan struct{}, maxHandshakes),
	}
	t.stop = sync.OnceFunc(func() { go t.end() })
	t.events.post = cfg.Post
	port := ln.Addr().(*net.TCPAddr).Port
	t.dial = func(ctx context.Context, local *net.TCPAddr) (net.Conn, error) {
		return network.DialFrom(ctx, local, port)
	}
	t.lab = lab.Start(lab.Config{
		Program:  cfg.Program,
		Listener: ln,
		Dial: func(ctx context.Context, from string) (net.Conn, error) {
			if from == "" {
				return network.Dial(ctx, port)
			}
			return network.DialFrom(ctx, &net.TCPAddr{IP: net.ParseIP(from).To4()}, port)
		},
		Notify: t.events.send,
		Alone:  true,
	})
	t.postJSON(Message{Type: Listening}, t.lab.Info())
	t.events.start(t.lab.Events())
	go t.notifyOnEnd()
	go t.beat()
	return t, nil
}

func (t *Tab) postJSON(m Message, value any) {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // structs of ours
	}
	m.Text = string(text)
	t.post(m)
}

// notifyOnEnd waits for the lab's end and reports it to the clients.
func (t *Tab) notifyOnEnd() {
	<-t.lab.Ending()
	t.mu.Lock()
	clients := slices.Collect(maps.Values(t.clients))
	t.mu.Unlock()
	for _, c := range clients {
		c.whenConnected(c.link.LabEnded)
	}
}

func (t *Tab) beat() {
	tick := time.NewTicker(beatInterval)
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

// Open connects a client. The page chooses its number, a new one for each.
func (t *Tab) Open(number int, o Options) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closing {
		return
	}
	c := newClient(t, number, o)
	t.clients[number] = c
	t.running.Go(func() {
		defer t.remove(number)
		c.run()
	})
}

func (t *Tab) remove(number int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.clients, number)
}

// withClient calls f with a client. It does nothing if the client's connection
// is over, which the page may not know yet.
func (t *Tab) withClient(number int, f func(*client)) {
	t.mu.Lock()
	c := t.clients[number]
	t.mu.Unlock()
	if c != nil {
		f(c)
	}
}

// conns returns the clients' connections.
func (t *Tab) conns() []net.Conn {
	t.mu.Lock()
	defer t.mu.Unlock()
	conns := make([]net.Conn, 0, len(t.clients))
	for _, number := range slices.Sorted(maps.Keys(t.clients)) {
		if mem := t.clients[number].connection(); mem != nil {
			conns = append(conns, mem)
		}
	}
	return conns
}

// Text handles a control frame of a client.
func (t *Tab) Text(number int, frame string) {
	t.withClient(number, func(c *client) { c.whenConnected(func() { c.control(frame) }) })
}

// Bytes handles a binary frame of a client. It keeps frame.
func (t *Tab) Bytes(number int, frame []byte) {
	t.withClient(number, func(c *client) { c.whenConnected(func() { c.bytes(frame) }) })
}

// Close handles the page's close of a client's connection.
func (t *Tab) Close(number int) {
	t.withClient(number, func(c *client) { c.closeOutput(); c.whenConnected(c.pageLeft) })
}

// AckBytes records that the page has received count more bytes of a client.
func (t *Tab) AckBytes(number, count int) {
	t.withClient(number, func(c *client) { c.window.release(count) })
}

// AckEvents records that the page has handled the events up to number seq.
func (t *Tab) AckEvents(seq uint64) { t.events.ack(seq) }

// Ping posts a Pong. A server that never blocks keeps the program from calling it.
func (t *Tab) Ping() { t.post(Message{Type: Pong}) }

// Query posts a Reply about the lab: to "connections" with their state, to "tcp" with what
// TCP knows of them, to "goroutine report" with where the program's goroutines are, to
// others with null. "goroutines" logs where they are, and "begin-stop" ends the server's
// context.
func (t *Tab) Query(id int, what string) {
	switch what {
	case "connections":
		t.postJSON(Message{Type: Reply, ID: id}, t.lab.Snapshot())
		return
	case "tcp":
		t.postJSON(Message{Type: Reply, ID: id}, tcpstate.Of(t.lab.Conns(), t.conns()))
		return
	case "goroutine report":
		t.post(Message{Type: Reply, ID: id, Text: string(t.lab.GoroutineReport())})
		return
	case "goroutines":
		t.lab.LogGoroutines()
	case "begin-stop":
		t.lab.TellToStop()
	}
	t.post(Message{Type: Reply, ID: id, Text: "null"})
}

// Print records what the program prints, and Warn what the tab says of a call, as the
// lab's methods do.
func (t *Tab) Print(p []byte, here bool) { t.lab.Print(p, here) }
func (t *Tab) Warn(message string)       { t.lab.Warn(message) }

// Stop stops the lab. It does not wait: Done is closed when the clients are closed
// and all events are posted.
func (t *Tab) Stop() { t.stop() }

// Done is closed when the lab has ended and nothing more is posted.
func (t *Tab) Done() <-chan struct{} { return t.done }

func (t *Tab) end() {
	t.lab.Stop()
	t.mu.Lock()
	t.closing = true
	t.mu.Unlock()
	t.running.Wait()
	t.events.flush()
	close(t.done)
}
