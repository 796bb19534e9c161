// Learner sees: Lines are missing
// The rest is the solution's.
package chat

func (c *client) put(text string) {
	if c.ended {
		return
	}
	select {
	case c.queue <- text:
	default:
	}
}
