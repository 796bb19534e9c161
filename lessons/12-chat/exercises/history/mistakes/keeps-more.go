// Learner sees: more than what was said to all
// The rest is the solution's.
package chat

import (
	"maps"
	"slices"
	"strings"
)

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

func (r *room) send(text string) {
	r.last = append(r.last, text)
	r.last = r.last[max(0, len(r.last)-maxLast):]
	for _, c := range r.members {
		c.put(text)
	}
}
