// Learner sees: sees who leaves the lobby
// The rest is the solution's.
package chat

func (h *hub) part(c *client) {
	delete(c.room.members, c.name)
	for _, r := range h.rooms {
		r.send("* " + c.name + " has left\n")
	}
}
