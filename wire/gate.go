package wire

import "sync"

// Gate stands between the server and a page that may pause. The zero value is
// open.
type Gate struct {
	mu   sync.Mutex
	shut chan struct{} // closed when the gate opens; nil while it is open
	done bool          // removed: open from now on
}

// Close shuts the gate, unless it has been removed.
func (g *Gate) Close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut == nil && !g.done {
		g.shut = make(chan struct{})
	}
}

// Open lets through whoever waits.
func (g *Gate) Open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut != nil {
		close(g.shut)
		g.shut = nil
	}
}

// Remove opens the gate for good: a connection that ends is not paused.
func (g *Gate) Remove() {
	g.mu.Lock()
	g.done = true
	g.mu.Unlock()
	g.Open()
}

// Pass calls f if the gate is open, and tells whether it was. Close waits for f,
// which must not wait for anything.
func (g *Gate) Pass(f func()) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut != nil {
		return false
	}
	f()
	return true
}

// Wait returns while the gate is open.
func (g *Gate) Wait() {
	g.mu.Lock()
	shut := g.shut
	g.mu.Unlock()
	if shut != nil {
		<-shut
	}
}
