// Learner sees: A client that never had a name has left
// The rest is the solution's.
package chat

func (h *hub) leave(c *client) {
	h.mu.Lock()
	defer h.mu.Unlock()
	close(c.queue)
	delete(h.names, c.name)
	h.send("* " + c.name + " has left\n")
}
