// Learner sees: not in alphabetical order
// The rest is the solution's.
package chat

import (
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
		c.put("Here: " + strings.Join(arrived, ", ") + "\n")
	case line == "/quit":
		c.put("Bye\n")
		return true
	default:
		c.usage()
	}
	return false
}

var arrived []string

func (h *hub) choose(c *client, name string) {
	switch {
	case !isName(name):
		c.put("A name is 1 to 16 letters or digits. " + question)
	case h.names[name] != nil:
		c.put(name + " is taken. " + question)
	default:
		c.name = name
		h.names[name] = c
		arrived = append(arrived, name)
		c.put("Welcome, " + name + "\n")
		h.send("* " + name + " is here\n")
	}
}
