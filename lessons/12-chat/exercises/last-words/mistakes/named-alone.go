// Learner sees: which has no name yet
// The rest is the solution's.
package chat

func (h *hub) stop() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stopped = true
	for _, c := range h.names {
		c.put("The server stops. Goodbye.\n")
		c.end("")
	}
	for c := range h.clients {
		c.end("")
	}
}
