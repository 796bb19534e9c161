// Learner sees: and the name is still taken
// The rest is the solution's.
package chat

func (h *hub) leave(c *client) {
	h.mu.Lock()
	defer h.mu.Unlock()
	close(c.queue)
}
