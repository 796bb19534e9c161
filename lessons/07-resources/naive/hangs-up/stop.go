package resources

import (
	"net"
	"sync"
	"time"
)

const (
	patience = 10 * time.Second // for a whole command and its answer
	grace    = 5 * time.Second  // the same, from when the server stops
)

// client is a connection, which is in a command or between two.
type client struct {
	conn net.Conn

	mu       sync.Mutex // since stop runs in another goroutine
	busy     bool       // in a command
	stopping bool
}

// begin notes that a command has begun, which must not take for ever.
func (c *client) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.busy = true
	if c.stopping {
		c.conn.SetDeadline(time.Now().Add(grace))
	} else {
		c.conn.SetDeadline(time.Now().Add(patience))
	}
}

// end notes that the command is answered. It reports whether it was the last.
func (c *client) end() (last bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.busy = false
	c.conn.SetDeadline(time.Time{}) // none: between two commands there is time
	return c.stopping
}

// stop ends Read and Write, wherever the client is.
func (c *client) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopping = true
	c.conn.Close()
}
