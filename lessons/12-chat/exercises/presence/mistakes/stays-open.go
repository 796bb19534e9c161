// Learner sees: It waits in Read
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
		return false
	default:
		c.usage()
	}
	return false
}
