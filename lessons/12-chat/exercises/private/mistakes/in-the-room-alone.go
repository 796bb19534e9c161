// Learner sees: was not found
// The rest is the solution's.
package chat

import "strings"

func (h *hub) whisper(c *client, rest string) {
	name, text, _ := strings.Cut(rest, " ")
	to := c.room.members[name]
	switch {
	case text == "":
		c.usage()
	case to == nil:
		c.put("There is no " + name + "\n")
	default:
		to.put(c.name + " to you: " + text + "\n")
		c.put("you to " + name + ": " + text + "\n")
	}
}
