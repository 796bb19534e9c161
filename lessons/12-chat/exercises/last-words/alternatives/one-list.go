// The rest is the solution's.
package chat

import (
	"context"
	"slices"
	"strings"
	"sync"
)

// hub has a list of those that have a name, and no rooms: each client knows in which it is.
type hub struct {
	mu      sync.Mutex
	clients map[*client]bool
	names   map[string]*client // unused
	rooms   map[string]*room   // unused
	stopped bool
	here    []*client
	said    []said // in all rooms, the oldest first
}

type said struct{ where, text string }

// last returns the last ten lines that were said in a room.
func (h *hub) last(where string) (lines []string) {
	for i := len(h.said) - 1; i >= 0 && len(lines) < 10; i-- {
		if h.said[i].where == where {
			lines = append(lines, h.said[i].text)
		}
	}
	slices.Reverse(lines)
	return lines
}

// empty drops what was said in a room where no client is left.
func (h *hub) empty(where string) {
	if len(h.in(where)) == 0 {
		h.said = slices.DeleteFunc(h.said, func(s said) bool { return s.where == where })
	}
}

// room is in a client alone.
type room struct {
	name    string
	members map[string]*client // unused
	last    []string           // unused
}

func (h *hub) in(name string) (members []*client) {
	for _, c := range h.here {
		if c.room.name == name {
			members = append(members, c)
		}
	}
	return members
}

func (h *hub) say(where, text string) {
	for _, c := range h.in(where) {
		c.put(text)
	}
}

func (h *hub) hear(c *client, line string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if c.ended {
		return
	}
	words := strings.Split(line, " ")
	switch {
	case c.name == "":
		h.choose(c, line)
	case line == "/quit":
		c.put("Bye\n")
		c.end("")
	case line == "/who":
		var names []string
		for _, member := range h.in(c.room.name) {
			names = append(names, member.name)
		}
		slices.Sort(names)
		c.put("Here: " + strings.Join(names, ", ") + "\n")
	case words[0] == "/join" && len(words) == 2 && isName(words[1]):
		former := c.room.name
		c.room = &room{name: words[1]}
		h.say(former, "* "+c.name+" has left\n")
		h.empty(former)
		c.put("You are in " + c.room.name + "\n" + strings.Join(h.last(c.room.name), ""))
		h.say(c.room.name, "* "+c.name+" is here\n")
	case words[0] == "/msg" && len(words) > 2 && len(line) > len("/msg ")+len(words[1])+1:
		h.whisper(c, line[len("/msg "):])
	case line != "" && line[0] == '/':
		c.usage()
	default:
		text := c.name + ": " + line + "\n"
		h.said = append(h.said, said{c.room.name, text})
		h.say(c.room.name, text)
	}
}

func (h *hub) choose(c *client, name string) {
	if !isName(name) {
		c.put("A name is 1 to 16 letters or digits. What is your name?\n")
		return
	}
	for _, other := range h.here {
		if other.name == name {
			c.put(name + " is taken. What is your name?\n")
			return
		}
	}
	c.name = name
	c.room = &room{name: "lobby"}
	h.here = append(h.here, c)
	c.put("Welcome, " + name + "\n" + strings.Join(h.last("lobby"), ""))
	h.say("lobby", "* "+name+" is here\n")
}

func (h *hub) leave(c *client) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c.end("")
	if c.name == "" {
		return
	}
	h.here = slices.DeleteFunc(h.here, func(other *client) bool { return other == c })
	h.say(c.room.name, "* "+c.name+" has left"+c.why+"\n")
	h.empty(c.room.name)
}

func (h *hub) whisper(c *client, rest string) {
	end := strings.IndexByte(rest, ' ')
	for _, other := range h.here {
		if other.name == rest[:end] {
			other.put(c.name + " to you:" + rest[end:] + "\n")
			c.put("you to " + other.name + ":" + rest[end:] + "\n")
			return
		}
	}
	c.put("There is no " + rest[:end] + "\n")
}

func (c *client) put(text string) {
	if c.ended {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	select {
	case c.queue <- text:
	case <-ctx.Done():
		c.end(": too slow")
		c.conn.Close()
	}
}
