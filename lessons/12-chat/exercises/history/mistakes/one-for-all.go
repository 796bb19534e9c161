// Learner sees: gets what was said in the lobby
// The rest is the solution's.
package chat

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

type hub struct {
	mu    sync.Mutex
	names map[string]*client
	rooms map[string]*room
	last  []string
}

// join takes c into a room, which is made if there is none of that name.
func (h *hub) join(c *client, name, greeting string) {
	r := h.rooms[name]
	if r == nil {
		r = &room{name: name, members: make(map[string]*client)}
		h.rooms[name] = r
	}
	c.put(greeting)
	for _, text := range h.last {
		c.put(text)
	}
	r.members[c.name] = c
	c.room = r
	r.send("* " + c.name + " is here\n")
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
		text := c.name + ": " + line + "\n"
		h.last = append(h.last, text)
		h.last = h.last[max(0, len(h.last)-maxLast):]
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
		return true
	default:
		c.usage()
	}
	return false
}
