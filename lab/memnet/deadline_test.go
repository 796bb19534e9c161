package memnet

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestDeadlineSetWhileTimerFires: a timer that has fired does not end the deadline
// that was set meanwhile.
func TestDeadlineSetWhileTimerFires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var (
			mu sync.Mutex
			d  deadline
		)
		changed := sync.NewCond(&mu)
		mu.Lock()
		d.set(time.Now().Add(time.Second), changed)
		<-time.After(time.Second)
		d.set(time.Now().Add(time.Hour), changed)
		mu.Unlock()
		synctest.Wait()
		mu.Lock()
		defer mu.Unlock()
		if d.passed {
			t.Error("a deadline that lies ahead has passed")
		}
		d.stop()
	})
}
