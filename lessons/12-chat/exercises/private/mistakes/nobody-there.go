// Learner sees: panic
// The rest is the solution's.
package chat

import "strings"

func (h *hub) whisper(c *client, rest string) {
	name, text, _ := strings.Cut(rest, " ")
	if text == "" {
		c.usage()
		return
	}
	h.names[name].put(c.name + " to you: " + text + "\n")
	c.put("you to " + name + ": " + text + "\n")
}
