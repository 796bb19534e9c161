// Learner sees: behind its own coming
// The rest is the solution's.
package chat

// join takes c into a room, which is made if there is none of that name.
func (h *hub) join(c *client, name, greeting string) {
	r := h.rooms[name]
	if r == nil {
		r = &room{name: name, members: make(map[string]*client)}
		h.rooms[name] = r
	}
	c.put(greeting)
	r.members[c.name] = c
	c.room = r
	r.send("* " + c.name + " is here\n")
	for _, text := range r.last {
		c.put(text)
	}
}
