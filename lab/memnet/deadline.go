package memnet

import (
	"sync"
	"time"
)

// deadline is a moment after which calls fail. All of it is guarded by the
// mutex of what it belongs to.
type deadline struct {
	timer  *time.Timer
	passed bool
}

// set moves the deadline, to never if t is zero. When the moment comes, and at
// once as well, changed wakes whoever waits.
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
			if d.timer == own { // else it was moved meanwhile
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
