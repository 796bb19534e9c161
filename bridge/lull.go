package bridge

const (
	// muchMoved is how many bytes make a busy time worth cleaning up after.
	muchMoved = 32 << 20

	// littleMoved is what may pass between two looks in a quiet one.
	littleMoved = 64 << 10
)

// lull finds the moment at which a busy time is over. What it leaves behind,
// garbage as large as all that is alive, and stacks that have grown, Go would
// keep until there is work again: of thousands of idle clients that is more
// than a third. While there is work, nothing of this costs anything.
type lull struct {
	last    uint64 // bytes moved, as of the last look
	cleaned uint64 // as of the last time it was found
}

// after is told how many bytes have been moved since the beginning, and tells
// whether much was until a moment ago.
func (l *lull) after(moved uint64) bool {
	quiet := moved-l.last <= littleMoved
	l.last = moved
	if !quiet || moved-l.cleaned < muchMoved {
		return false
	}
	l.cleaned = moved
	return true
}
