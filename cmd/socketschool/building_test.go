package main

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestBuildingLine: a terminal shows the seconds of a build, and nothing after it.
func TestBuildingLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		done := countSeconds(&out, 80)
		time.Sleep(3*time.Second + time.Millisecond)
		done()
		want := strings.Join([]string{"", "Building …", "Building … 1 s", "Building … 2 s",
			"Building … 3 s (the first time, Go also compiles its standard library)", ""}, clearLine)
		if out.String() != want {
			t.Errorf("got %q, want %q", out.String(), want)
		}
	})
	var out strings.Builder
	showBuilding(&out)()
	if out.String() != "Building …\n" {
		t.Errorf("without a terminal: %q", out.String())
	}
}
