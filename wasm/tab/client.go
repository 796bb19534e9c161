package tab

import (
	"context"
	"encoding/json"
	"net"
	"sync"

	"socketschool/lab/memnet"
	"socketschool/wire"
	"socketschool/wire/handshake"
)

// client is one connection of the page's to the lab. Two goroutines serve it:
// run ends with what comes from the server, upload writes what the page has
// sent. The page's own calls come in between and wait for neither.
type client struct {
	tab    *Tab
	number int
	out    *outbox
	gate   wire.Gate // closed while the page has paused
	credit *credit
	sent   chan struct{} // closed when the page has left and all is written
	end    *wire.Ending

	conn  net.Conn     // to the server; TLS where the lab speaks it
	plain *memnet.Conn // the connection beneath

	mu    sync.Mutex
	ready bool     // connected
	early []func() // to be called then

	posting sync.Mutex
	mute    bool // the page has had the last of this client
}

func newClient(t *Tab, number int) *client {
	return &client{tab: t, number: number, out: newOutbox(), credit: newCredit(), sent: make(chan struct{}), end: wire.NewEnding(t.lab, nil)}
}

// run is the client's life.
func (c *client) run() {
	conn, plain, info, err := c.dial()
	if err != nil {
		if c.end.LabEnding() {
			c.finish(wire.Stopped(c.tab.lab))
		} else {
			c.finish(wire.NotConnected(err))
		}
		return
	}
	c.notify(wire.Opened(plain, info))
	c.connected(conn, plain.(*memnet.Conn))
	var uploading sync.WaitGroup
	uploading.Go(c.upload)
	c.download()
	c.out.drop()
	c.out.close()
	_ = c.conn.Close()
	uploading.Wait()
}

func (c *client) dial() (conn, plain net.Conn, info *wire.TLS, err error) {
	if c.tab.lab.TLS() {
		c.tab.turns <- struct{}{}
		defer func() { <-c.tab.turns }()
	}
	return handshake.Dial(context.Background(), c.tab.lab)
}

// connected takes the connection over, and does what has waited for it.
func (c *client) connected(conn net.Conn, plain *memnet.Conn) {
	c.conn, c.plain = conn, plain
	c.end.Connected(plain)
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.early) > 0 {
		first := c.early[0]
		c.early = c.early[1:]
		c.mu.Unlock()
		first()
		c.mu.Lock()
	}
	c.ready = true
}

// later calls f once there is a connection, and never if there is none: what
// the page says meanwhile keeps its order.
func (c *client) later(f func()) {
	c.mu.Lock()
	if !c.ready {
		c.early = append(c.early, f)
		c.mu.Unlock()
		return
	}
	c.mu.Unlock()
	f()
}

// labEnded is told by the Tab. A paused client must not miss what the server
// has said last.
func (c *client) labEnded() {
	c.open()
	c.end.LabEnded()
}

// open takes away what may keep the server's bytes from the page.
func (c *client) open() {
	c.gate.Remove()
	c.credit.remove()
}

// control carries out a text frame of the page.
func (c *client) control(frame string) {
	if len(frame) > wire.MaxMessage {
		c.violated(wire.ErrTooBig)
		return
	}
	kind, ok := c.tab.kind(frame)
	if !ok {
		c.violated(wire.ErrMalformed)
		return
	}
	if err := wire.CheckControl(kind); err != nil {
		c.violated(err)
		return
	}
	switch kind {
	case wire.HalfClose:
		c.out.halfClose()
	case wire.Reset:
		c.sendReset()
	case wire.Pause:
		c.gate.Close()
	case wire.Resume:
		c.gate.Open()
	}
}

func (c *client) bytes(frame []byte) {
	if len(frame) > wire.MaxMessage {
		c.violated(wire.ErrTooBig)
	} else if err := c.out.push(frame); err != nil {
		c.violated(err)
	}
}

// violated ends the connection behind what came before the breach.
func (c *client) violated(err error) {
	if v, ok := wire.AsViolation(err); ok {
		c.finish(wire.Closed(wire.ReasonError, v.Reason))
	}
	c.leave()
}

// leave closes the connection behind what the page has sent. Bytes that the page
// has not had make that a reset.
func (c *client) leave() {
	c.silence()
	c.end.PageLeft()
	// A server that does not read must not keep the connection for ever.
	_ = c.plain.SetWriteDeadline(wire.Soon())
	c.open()
	c.out.close()
}

// sendReset closes with an RST instead of a FIN.
func (c *client) sendReset() {
	c.end.PageReset()
	_ = c.plain.SetLinger(0)
	_ = c.plain.Close()
	c.open()
}

// finish says the last of this client.
func (c *client) finish(closed wire.Notice) {
	c.notify(closed)
	c.silence()
}

// silence keeps everything further from the page.
func (c *client) silence() {
	c.posting.Lock()
	defer c.posting.Unlock()
	c.mute = true
}

func (c *client) notify(n wire.Notice) {
	text, err := json.Marshal(n)
	if err != nil {
		panic(err) // our own struct
	}
	c.post(Message{Type: Frame, Text: string(text)})
}

func (c *client) post(m Message) {
	c.posting.Lock()
	defer c.posting.Unlock()
	if !c.mute {
		m.Client = c.number
		c.tab.post(m)
	}
}
