// Learner sees: A command is not for the others
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
	switch {
	case c.name == "":
		h.choose(c, line)
	case !strings.HasPrefix(line, "/"):
		h.send(c.name + ": " + line + "\n")
	case line == "/who":
		c.put("Here: " + strings.Join(slices.Sorted(maps.Keys(h.names)), ", ") + "\n")
	case line == "/quit":
		c.put("Bye\n")
		return true
	default:
		h.send(c.name + ": " + line + "\n")
		c.usage()
	}
	return false
}
