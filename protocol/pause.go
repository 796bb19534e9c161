package protocol

import "sync"

// Pauser stops reading from the server while the page has paused. The zero value
// is not paused.
type Pauser struct {
	mu       sync.Mutex
	resumed  chan struct{} // closed by Resume; nil while not paused
	disabled bool
}

// Pause pauses, unless the Pauser is disabled.
func (p *Pauser) Pause() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.resumed == nil && !p.disabled {
		p.resumed = make(chan struct{})
	}
}

// Resume ends the pause.
func (p *Pauser) Resume() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.resumed != nil {
		close(p.resumed)
		p.resumed = nil
	}
}

// Disable ends the pause and makes Pause do nothing: a connection that is
// closing cannot be paused.
func (p *Pauser) Disable() {
	p.mu.Lock()
	p.disabled = true
	p.mu.Unlock()
	p.Resume()
}

// DoUnlessPaused calls f, which must not block, unless paused. It reports
// whether it called f. Pause waits until f has returned.
func (p *Pauser) DoUnlessPaused(f func()) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.resumed != nil {
		return false
	}
	f()
	return true
}

// Wait waits until the Pauser is not paused.
func (p *Pauser) Wait() {
	p.mu.Lock()
	resumed := p.resumed
	p.mu.Unlock()
	if resumed != nil {
		<-resumed
	}
}
