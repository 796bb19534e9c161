package lab

import (
	"runtime"

	"socketschool/lab/event"
	"socketschool/lab/trace"
)

// Locate returns the line of the first program counter that lies in the program's
// package, or nil. Counters that lie in no function are skipped.
func Locate(program Program, counters []uintptr) *event.Source {
	tracer := trace.New(trace.Config{Serve: program.Serve})
	for _, pc := range counters {
		if runtime.FuncForPC(pc) == nil {
			continue
		}
		frame, _ := runtime.CallersFrames([]uintptr{pc}).Next()
		if tracer.IsServer(frame.Function) {
			return trace.SourceAt(frame)
		}
	}
	return nil
}
