// Learner sees: not the names of those in the room
// The rest is the solution's.
package chat

import (
	"maps"
	"slices"
	"strings"
)

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
		c.put("Here: " + strings.Join(slices.Sorted(maps.Keys(h.names)), ", ") + "\n")
	case command == "/join" && isName(rest):
		h.part(c)
		h.join(c, rest, "You are in "+rest+"\n")
	case command == "/quit":
		c.put("Bye\n")
		return true
	default:
		c.usage()
	}
	return false
}
