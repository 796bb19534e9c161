// Learner sees: which does not read. One slow client holds up all others
// The rest is the solution's.
package chat

func (c *client) put(text string) {
	if !c.ended {
		c.queue <- text
	}
}
