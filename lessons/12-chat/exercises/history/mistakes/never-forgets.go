// Learner sees: it has kept what they said
// The rest is the solution's.
package chat

// part takes c out of its room.
func (h *hub) part(c *client) {
	r := c.room
	delete(r.members, c.name)
	r.send("* " + c.name + " has left\n")
}
