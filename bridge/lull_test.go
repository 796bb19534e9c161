package bridge

import "testing"

func TestLull(t *testing.T) {
	var l lull
	for i, step := range []struct {
		moved uint64
		want  bool
	}{
		{0, false},
		{muchMoved - 1, false},                // busy
		{muchMoved - 1, false},                // quiet, but little was moved
		{2 * muchMoved, false},                // busy
		{2*muchMoved + 1, true},               // hardly anything since
		{2*muchMoved + 1, false},              // once is enough
		{3*muchMoved + 1, false},              // busy again
		{4*muchMoved + 1, false},              // and on
		{4*muchMoved + 1 + littleMoved, true}, // over
	} {
		if got := l.after(step.moved); got != step.want {
			t.Errorf("look %d, %d bytes moved: %v, want %v", i, step.moved, got, step.want)
		}
	}
}
