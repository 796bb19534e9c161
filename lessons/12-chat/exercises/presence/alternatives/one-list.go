// The rest is the solution's.
package chat

import (
	"slices"
	"strings"
	"sync"
)

// clients are those that have a name, in the order in which they came.
type clients []*client

func (l clients) find(name string) *client {
	for _, c := range l {
		if c.name == name {
			return c
		}
	}
	return nil
}

// hub has a list, and no map.
type hub struct {
	mu    sync.Mutex
	names map[string]*client // unused
	here  clients
}

func (h *hub) send(text string) {
	for _, c := range slices.Backward(h.here) {
		c.put(text)
	}
}

func (h *hub) hear(c *client, line string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if c.name == "" {
		h.choose(c, line)
		return false
	}
	command, isCommand := strings.CutPrefix(line, "/")
	if !isCommand {
		h.send(c.name + ": " + line + "\n")
		return false
	}
	switch command {
	case "quit":
		c.put("Bye\n")
		return true
	case "who":
		var names []string
		for _, c := range h.here {
			names = append(names, c.name)
		}
		slices.Sort(names)
		c.put("Here: " + strings.Join(names, ", ") + "\n")
	default:
		c.put("Commands: who and quit, behind a slash\n")
	}
	return false
}

func (h *hub) choose(c *client, name string) {
	if !isName(name) {
		c.put("A name is 1 to 16 letters or digits. What is your name?\n")
		return
	}
	if h.here.find(name) != nil {
		c.put(name + " is taken. What is your name?\n")
		return
	}
	c.name = name
	c.put("Welcome, " + name + "\n")
	h.here = append(h.here, c)
	h.send("* " + name + " is here\n")
}

func (h *hub) leave(c *client) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.here = slices.DeleteFunc(h.here, func(other *client) bool { return other == c })
	if c.name != "" {
		h.send("* " + c.name + " has left\n")
	}
	close(c.queue)
}
