// Learner sees: for bob alone
// The rest is the solution's.
package chat

import "strings"

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
		for _, member := range c.room.members {
			if member != to && member != c {
				member.put(c.name + " to " + name + ": " + text + "\n")
			}
		}
	}
}
