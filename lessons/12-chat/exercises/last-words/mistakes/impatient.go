// Learner sees: A client that reads was dropped
// The rest is the solution's.
package chat

func (c *client) put(text string) {
	if c.ended {
		return
	}
	select {
	case c.queue <- text:
	default:
		c.end(": too slow")
		c.conn.Close()
	}
}
