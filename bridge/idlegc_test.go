package bridge

import "testing"

func TestIdleDetector(t *testing.T) {
	var d idleDetector
	for i, check := range []struct {
		copied uint64
		want   bool
	}{
		{0, false},
		{busyBytes - 1, false},              // busy
		{busyBytes - 1, false},              // idle, but no burst before
		{2 * busyBytes, false},              // busy
		{2*busyBytes + 1, true},             // idle
		{2*busyBytes + 1, false},            // reported already
		{3*busyBytes + 1, false},            // busy
		{4*busyBytes + 1, false},            // busy
		{4*busyBytes + 1 + idleBytes, true}, // idle
	} {
		if got := d.becameIdle(check.copied); got != check.want {
			t.Errorf("check %d, %d bytes copied: %v, want %v", i, check.copied, got, check.want)
		}
	}
}
