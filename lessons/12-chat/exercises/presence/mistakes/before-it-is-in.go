// Learner sees: is not announced to itself
// The rest is the solution's.
package chat

func (h *hub) choose(c *client, name string) {
	switch {
	case !isName(name):
		c.put("A name is 1 to 16 letters or digits. " + question)
	case h.names[name] != nil:
		c.put(name + " is taken. " + question)
	default:
		c.put("Welcome, " + name + "\n")
		h.send("* " + name + " is here\n")
		c.name = name
		h.names[name] = c
	}
}
