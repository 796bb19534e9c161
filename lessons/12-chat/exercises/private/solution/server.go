// Package chat is a chat server: names, rooms, private messages, and who is there.
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
	"unicode"
	"unicode/utf8"
)

// Serve accepts clients on ln until ctx ends.
func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	var running sync.WaitGroup
	defer running.Wait()
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()

	h := &hub{names: make(map[string]*client), rooms: make(map[string]*room)}
	log.Info("listening", "address", ln.Addr().String())
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		running.Go(func() { handle(ctx, conn, h, log) })
	}
}

const (
	maxName  = 16 // characters
	question = "What is your name?\n"
)

// hub is what the clients share. Its methods other than enter, hear and leave need the
// lock.
type hub struct {
	mu    sync.Mutex
	names map[string]*client // of those that have one
	rooms map[string]*room
}

// room is there as long as it has members.
type room struct {
	name    string
	members map[string]*client
}

// client is a client, and the messages that wait to be sent to it.
type client struct {
	conn  net.Conn
	name  string
	room  *room
	queue chan string
}

// put needs the hub's lock. It waits where the queue is full.
func (c *client) put(text string) { c.queue <- text }

// enter asks for c's name.
func (h *hub) enter(c *client) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c.put(question)
}

// hear does what a line asks for, and returns true if the client wants to leave.
func (h *hub) hear(c *client, line string) (quit bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	command, rest, _ := strings.Cut(line, " ")
	switch {
	case c.name == "":
		h.choose(c, line)
	case !strings.HasPrefix(line, "/"):
		c.room.send(c.name + ": " + line + "\n")
	case command == "/who":
		c.put("Here: " + strings.Join(slices.Sorted(maps.Keys(c.room.members)), ", ") + "\n")
	case command == "/join" && isName(rest):
		h.part(c)
		h.join(c, rest, "You are in "+rest+"\n")
	case command == "/msg":
		h.whisper(c, rest)
	case command == "/quit":
		c.put("Bye\n")
		return true
	default:
		c.usage()
	}
	return false
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
	r.send("* " + c.name + " has left\n")
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
	close(c.queue)
	if c.name != "" {
		h.part(c)
		delete(h.names, c.name)
	}
}

// handle serves one client.
func handle(ctx context.Context, conn net.Conn, h *hub, log *slog.Logger) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	log.Info("client connected", "peer", conn.RemoteAddr().String())

	c := &client{conn: conn, queue: make(chan string, 100)}
	h.enter(c)
	var sending sync.WaitGroup
	sending.Go(func() { deliver(c) })
	quit := false
	for lines := bufio.NewScanner(conn); !quit && lines.Scan(); {
		quit = h.hear(c, lines.Text())
	}
	h.leave(c)
	sending.Wait()
	log.Info("client left", "peer", conn.RemoteAddr().String(), "name", c.name)
}

// deliver sends what is in the queue, until it is closed.
func deliver(c *client) {
	for text := range c.queue {
		io.WriteString(c.conn, text)
	}
}
