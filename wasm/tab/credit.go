package tab

import "sync"

// window is how many bytes of a client may be on their way to the page. What
// the page has not taken stays in the server's connection beyond that, so that
// a page that does not keep up is a slow client.
const window = 256 << 10

// credit counts what is on its way to the page.
type credit struct {
	mu       sync.Mutex
	room     sync.Cond
	underway int
	removed  bool
}

func newCredit() *credit {
	c := new(credit)
	c.room.L = &c.mu
	return c
}

// wait returns how many bytes may be sent, once some may.
func (c *credit) wait() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.underway >= window && !c.removed {
		c.room.Wait()
	}
	if c.removed {
		return window
	}
	return window - c.underway
}

func (c *credit) spend(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.underway += n
}

func (c *credit) back(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.underway = max(0, c.underway-n)
	c.room.Broadcast()
}

// remove lets everything through from now on: the last of a connection that
// ends, or what nobody takes any more.
func (c *credit) remove() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.removed = true
	c.room.Broadcast()
}
