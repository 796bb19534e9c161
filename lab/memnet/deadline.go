package memnet

import (
	"sync"
	"time"
)

// deadline is a time after which calls fail. It is guarded by the mutex of its
// listener or connection.
type deadline struct {
	timer  *time.Timer
	passed bool
}

// set sets the deadline, or removes it if t is zero. It broadcasts changed now and
// when the deadline passes.
func (d *deadline) set(t time.Time, changed *sync.Cond) {
	d.stop()
	d.passed = false
	if wait := time.Until(t); !t.IsZero() && wait <= 0 {
		d.passed = true
	} else if !t.IsZero() {
		var own *time.Timer
		own = time.AfterFunc(wait, func() {
			changed.L.Lock()
			defer changed.L.Unlock()
			if d.timer == own { // otherwise it has been set again
				d.passed = true
				changed.Broadcast()
			}
		})
		d.timer = own
	}
	changed.Broadcast()
}

func (d *deadline) stop() {
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
}
