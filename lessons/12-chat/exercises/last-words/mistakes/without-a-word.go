// Learner sees: and the others do not know why
// The rest is the solution's.
package chat

import "time"

func (c *client) put(text string) {
	if c.ended {
		return
	}
	select {
	case c.queue <- text:
	case <-time.After(patience):
		c.end("")
		c.conn.Close()
	}
}
