// Learner sees: those in its room do not know
// The rest is the solution's.
package chat

func (h *hub) part(c *client) {
	delete(c.room.members, c.name)
}
