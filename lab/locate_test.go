package lab_test

import (
	"context"
	"log/slog"
	"net"
	"runtime"
	"strings"
	"testing"

	"socketschool/lab"
)

func TestLocate(t *testing.T) {
	program := lab.Program{Serve: func(context.Context, net.Listener, *slog.Logger) error { return nil }}
	counters := make([]uintptr, 16)
	note := func(rune) bool {
		counters = counters[:runtime.Callers(0, counters)]
		return true
	}
	if strings.IndexFunc("x", note) != 0 { // the stack has frames of package strings
		t.Fatal("note was not called")
	}
	if source := lab.Locate(program, append([]uintptr{0, 1}, counters...)); source == nil || source.File != "locate_test.go" {
		t.Errorf("located %+v", source)
	}
	if source := lab.Locate(program, []uintptr{0, 1}); source != nil {
		t.Errorf("located %+v by counters of no function", source)
	}
}
