package tab

import "sync"

// windowSize is how many bytes of a client may be in flight to the page. Beyond
// that they stay in the server's connection, so that a page that does not keep up
// acts as a slow client.
const windowSize = 256 << 10

// sendWindow limits the bytes in flight to the page.
type sendWindow struct {
	mu       sync.Mutex
	changed  sync.Cond
	inFlight int
	disabled bool
}

func newSendWindow() *sendWindow {
	w := new(sendWindow)
	w.changed.L = &w.mu
	return w
}

// wait waits until the window is not full. It returns how many bytes fit.
func (w *sendWindow) wait() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.inFlight >= windowSize && !w.disabled {
		w.changed.Wait()
	}
	if w.disabled {
		return windowSize
	}
	return windowSize - w.inFlight
}

// acquire adds n bytes that are sent to the page.
func (w *sendWindow) acquire(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.inFlight += n
}

// release removes n bytes that the page has received.
func (w *sendWindow) release(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.inFlight = max(0, w.inFlight-n)
	w.changed.Broadcast()
}

// disable removes the limit: a connection that is closing does not wait for the
// page.
func (w *sendWindow) disable() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.disabled = true
	w.changed.Broadcast()
}
