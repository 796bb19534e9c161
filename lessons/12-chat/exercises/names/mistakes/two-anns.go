// Learner sees: Two clients are called ann now
// The rest is the solution's.
package chat

func (h *hub) choose(c *client, name string) {
	if !isName(name) {
		c.put("A name is 1 to 16 letters or digits. " + question)
		return
	}
	c.name = name
	h.names[name] = c
	c.put("Welcome, " + name + "\n")
}
