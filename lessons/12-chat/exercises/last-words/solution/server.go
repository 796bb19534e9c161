// Package chat is a chat server: names, rooms, private messages, who is there, the last
// lines for those who come late, and a last word for each.
package chat

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"maps"
	"net"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	ctx, cancel := context.WithCancel(ctx)
	h := &hub{clients: make(map[*client]bool), names: make(map[string]*client), rooms: make(map[string]*room)}
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()
	running.Go(func() {
		<-ctx.Done()
		ln.Close()
		h.stop()
	})

	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			if err == nil {
				conn.Close()
			}
			return nil
		}
		if err != nil {
			return err
		}
		running.Go(func() { handle(conn, h, log) })
	}
}

const (
	maxName  = 16          // characters
	maxLast  = 10          // lines that a room keeps
	patience = time.Second // for a client that does not read
	question = "What is your name?\n"
)

// hub is what the clients share. Its methods other than enter, hear, leave and stop need
// the lock.
type hub struct {
	mu      sync.Mutex
	clients map[*client]bool
	names   map[string]*client // of those that have one
	rooms   map[string]*room
	stopped bool
}

// room is there as long as it has members.
type room struct {
	name    string
	members map[string]*client
	last    []string // lines, the oldest first
}

// client is a client, and the messages that wait to be sent to it.
type client struct {
	conn  net.Conn
	name  string
	room  *room
	queue chan string
	ended bool   // nothing more is put into the queue
	why   string // what the others see of that
}

// put needs the hub's lock. A client that takes nothing for a second is disconnected.
func (c *client) put(text string) {
	if c.ended {
		return
	}
	select {
	case c.queue <- text:
		return
	default:
	}
	select {
	case c.queue <- text:
	case <-time.After(patience):
		c.end(": too slow")
		c.conn.Close()
	}
}

// end needs the hub's lock. The client has a second for what is in its queue.
func (c *client) end(why string) {
	if c.ended {
		return
	}
	c.ended, c.why = true, why
	close(c.queue)
	c.conn.SetReadDeadline(time.Now())
	c.conn.SetWriteDeadline(time.Now().Add(patience))
}

func (h *hub) enter(c *client) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.clients[c] = true
	c.put(question)
	if h.stopped {
		c.end("")
	}
}

// hear does what a line asks for.
func (h *hub) hear(c *client, line string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if c.ended {
		return
	}
	command, rest, _ := strings.Cut(line, " ")
	switch {
	case c.name == "":
		h.choose(c, line)
	case !strings.HasPrefix(line, "/"):
		text := c.name + ": " + line + "\n"
		c.room.last = append(c.room.last, text)
		c.room.last = c.room.last[max(0, len(c.room.last)-maxLast):]
		c.room.send(text)
	case command == "/who":
		c.put("Here: " + strings.Join(slices.Sorted(maps.Keys(c.room.members)), ", ") + "\n")
	case command == "/join" && isName(rest):
		h.part(c)
		h.join(c, rest, "You are in "+rest+"\n")
	case command == "/msg":
		h.whisper(c, rest)
	case command == "/quit":
		c.put("Bye\n")
		c.end("")
	default:
		c.usage()
	}
}

// usage answers what is no command.
func (c *client) usage() { c.put("Commands: /join ROOM, /msg NAME TEXT, /who, /quit\n") }

// choose takes a line for c's name.
func (h *hub) choose(c *client, name string) {
	switch {
	case !isName(name):
		c.put("A name is 1 to 16 letters or digits. " + question)
	case h.names[name] != nil:
		c.put(name + " is taken. " + question)
	default:
		c.name = name
		h.names[name] = c
		h.join(c, "lobby", "Welcome, "+name+"\n")
	}
}

func isName(name string) bool {
	other := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	return name != "" && utf8.RuneCountInString(name) <= maxName && !strings.ContainsFunc(name, other)
}

// join takes c into a room, which is made if there is none of that name.
func (h *hub) join(c *client, name, greeting string) {
	r := h.rooms[name]
	if r == nil {
		r = &room{name: name, members: make(map[string]*client)}
		h.rooms[name] = r
	}
	c.put(greeting)
	for _, text := range r.last {
		c.put(text)
	}
	r.members[c.name] = c
	c.room = r
	r.send("* " + c.name + " is here\n")
}

// part takes c out of its room.
func (h *hub) part(c *client) {
	r := c.room
	delete(r.members, c.name)
	if len(r.members) == 0 {
		delete(h.rooms, r.name)
	}
	r.send("* " + c.name + " has left" + c.why + "\n")
}

// whisper passes a text on to one client, wherever it is.
func (h *hub) whisper(c *client, rest string) {
	name, text, _ := strings.Cut(rest, " ")
	to := h.names[name]
	switch {
	case text == "":
		c.usage()
	case to == nil:
		c.put("There is no " + name + "\n")
	default:
		to.put(c.name + " to you: " + text + "\n")
		c.put("you to " + name + ": " + text + "\n")
	}
}

// send passes a text on to all members.
func (r *room) send(text string) {
	for _, c := range r.members {
		c.put(text)
	}
}

// leave takes c out of the hub, whatever way it has left.
func (h *hub) leave(c *client) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c.end("")
	if c.name != "" {
		h.part(c)
		delete(h.names, c.name)
	}
}

// stop says goodbye to all.
func (h *hub) stop() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stopped = true
	for c := range h.clients {
		c.put("The server stops. Goodbye.\n")
		c.end("")
	}
}

// forget needs no lock.
func (h *hub) forget(c *client) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.clients, c)
}

// handle serves one client.
func handle(conn net.Conn, h *hub, log *slog.Logger) {
	defer conn.Close()
	c := &client{conn: conn, queue: make(chan string, 100)}
	defer h.forget(c)
	h.enter(c)
	log.Info("client connected", "peer", conn.RemoteAddr().String())
	var sending sync.WaitGroup
	sending.Go(func() { deliver(c) })

	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		h.hear(c, lines.Text())
	}
	h.leave(c)
	sending.Wait()
	log.Info("client left", "peer", conn.RemoteAddr().String(), "name", c.name)

	// What the client has sent meanwhile is read: closing would reset the connection.
	conn.SetReadDeadline(time.Now().Add(patience))
	io.Copy(io.Discard, conn)
}

// deliver sends what is in the queue, until it is closed.
func deliver(c *client) {
	for text := range c.queue {
		io.WriteString(c.conn, text)
	}
	if half, ok := c.conn.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
}
