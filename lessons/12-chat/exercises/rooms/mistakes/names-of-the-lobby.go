// Learner sees: there are two of that name now
// The rest is the solution's.
package chat

func (h *hub) choose(c *client, name string) {
	lobby := h.rooms["lobby"]
	switch {
	case !isName(name):
		c.put("A name is 1 to 16 letters or digits. " + question)
	case lobby != nil && lobby.members[name] != nil:
		c.put(name + " is taken. " + question)
	default:
		c.name = name
		h.names[name] = c
		h.join(c, "lobby", "Welcome, "+name+"\n")
	}
}
