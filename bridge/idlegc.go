package bridge

const (
	// busyBytes is how many bytes make a burst that is worth cleaning up after.
	busyBytes = 32 << 20

	// idleBytes is how many bytes may be copied between two checks while idle.
	idleBytes = 64 << 10
)

// idleDetector reports when traffic stops after a burst. The bridge then returns
// freed heap and stacks to the system, which Go would otherwise keep: with
// thousands of idle clients that is more than a third.
type idleDetector struct {
	last     uint64 // bytes at the last check
	reported uint64 // bytes when becameIdle last returned true
}

// becameIdle reports whether a burst has ended since the last check. copied is
// the number of bytes copied so far.
func (d *idleDetector) becameIdle(copied uint64) bool {
	idle := copied-d.last <= idleBytes
	d.last = copied
	if !idle || copied-d.reported < busyBytes {
		return false
	}
	d.reported = copied
	return true
}
