package check

import "time"

const (
	// lateLimit is how late the process must have been in all, while a check ran, for its
	// failure to prove nothing. Checks leave a server and its clients more time than that
	// for whatever has a limit by the clock.
	lateLimit = 250 * time.Millisecond

	// smallLateness is no sign of a busy machine.
	smallLateness = 10 * time.Millisecond

	maxAttempts = 5
)

// busyMachine is added to the cause of a failure on a machine that was busy each time.
const busyMachine = " The computer was busy meanwhile, and that may be the reason: if you think that your server is right, check it again."

// lateness measures by how much a process runs later than it should.
type lateness struct {
	stop, done chan struct{}
	sum        time.Duration
}

func measureLateness() *lateness {
	l := &lateness{stop: make(chan struct{}), done: make(chan struct{})}
	go l.measure()
	return l
}

func (l *lateness) measure() {
	defer close(l.done)
	for {
		begin := time.Now()
		select {
		case <-l.stop:
			return
		case <-time.After(tick):
		}
		if late := time.Since(begin) - tick; late > smallLateness {
			l.sum += late
		}
	}
}

// end returns the sum.
func (l *lateness) end() time.Duration {
	close(l.stop)
	<-l.done
	return l.sum
}
