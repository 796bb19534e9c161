// Learner sees: has lost some of its blanks
// The rest is the solution's.
package chat

import "strings"

func (h *hub) whisper(c *client, rest string) {
	words := strings.Fields(rest)
	switch {
	case len(words) < 2:
		c.usage()
	case h.names[words[0]] == nil:
		c.put("There is no " + words[0] + "\n")
	default:
		text := strings.Join(words[1:], " ")
		h.names[words[0]].put(c.name + " to you: " + text + "\n")
		c.put("you to " + words[0] + ": " + text + "\n")
	}
}
