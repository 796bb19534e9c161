package stack

import (
	"os"
	"runtime"
	"sync"
)

// maxDump bounds a dump, in bytes.
const maxDump = 8 << 20

// perGoroutine is about how many bytes a goroutine takes in a dump.
const perGoroutine = 1 << 10

// showLabels makes the runtime print the labels of goroutines. It does so by an environment
// variable, which the runtime reads again: the go command does not know this setting as one
// of a //go:debug line (Go 1.26).
var showLabels = sync.OnceFunc(func() {
	settings := os.Getenv("GODEBUG")
	if settings != "" {
		settings += ","
	}
	_ = os.Setenv("GODEBUG", settings+"tracebacklabels=1")
})

// Take returns the stacks of all goroutines. It stops them all meanwhile, for some 10 µs
// each. A dump that is cut off at 8 MiB lacks goroutines.
func Take() string {
	showLabels()
	dump := make([]byte, min(maxDump, 64<<10+runtime.NumGoroutine()*perGoroutine))
	for {
		n := runtime.Stack(dump, true)
		if n < len(dump) || n >= maxDump {
			return string(dump[:n])
		}
		dump = make([]byte, min(maxDump, 2*len(dump)))
	}
}
