// Learner sees: hears what is said in the lobby
// The rest is the solution's.
package chat

func (r *room) send(text string) {
	for _, c := range everybody {
		c.put(text)
	}
}

var everybody = map[string]*client{}

func (h *hub) join(c *client, name, greeting string) {
	r := h.rooms[name]
	if r == nil {
		r = &room{name: name, members: make(map[string]*client)}
		h.rooms[name] = r
	}
	c.put(greeting)
	r.members[c.name] = c
	everybody[c.name] = c
	c.room = r
	for _, member := range r.members {
		member.put("* " + c.name + " is here\n")
	}
}

func (h *hub) part(c *client) {
	r := c.room
	delete(r.members, c.name)
	for _, member := range r.members {
		member.put("* " + c.name + " has left\n")
	}
}
