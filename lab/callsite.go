package lab

import (
	"io/fs"
	"maps"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
)

// callsites finds the line of the program from which a call came, also where
// bufio, io.Copy, fmt or crypto/tls stand between.
type callsites struct {
	prefix  string // of the names of the program's own functions: "socketschool/server/echo."
	sources fs.FS  // the program's files; may be nil

	// Looking a program counter up costs more than the call that is traced, and
	// a server calls from few places: each is kept, nil for another package's.
	// The map is replaced, never changed, so that reading it needs no lock.
	known atomic.Pointer[map[uintptr]*Source]
	mu    sync.Mutex // held while known is replaced
}

func newCallsites(p Program) *callsites {
	s := &callsites{sources: p.Sources}
	if p.Serve != nil {
		name := runtime.FuncForPC(reflect.ValueOf(p.Serve).Pointer()).Name()
		s.prefix = packageOf(name) + "."
	}
	s.known.Store(&map[uintptr]*Source{})
	return s
}

// packageOf cuts the import path from a function's full name. Dots in a path's
// last element are escaped there.
func packageOf(function string) string {
	slash := strings.LastIndexByte(function, '/') + 1
	pkg, _, _ := strings.Cut(function[slash:], ".")
	return function[:slash] + pkg
}

// How many callers are looked at: more than any call has that a server makes by
// way of the standard library, and as many as most have.
const (
	maxFrames  = 64
	nearFrames = 16 // also of a call by way of crypto/tls
)

// caller is the innermost line of the program that the calling goroutine is in,
// or nil if the program did not start this goroutine. It is called by what the
// program has called, directly or not.
//
// Unwinding costs by the frame, and the same kind of call comes from the same
// depth most of the time: depth, if not nil, is where the caller was found last,
// and nothing further out is looked at unless it has moved.
func (s *callsites) caller(depth *int) *Source {
	if depth != nil && 0 < *depth && *depth < nearFrames {
		var near [nearFrames]uintptr
		n := runtime.Callers(2, near[:*depth+1])
		if src, at := s.first(near[:n]); src != nil {
			*depth = at
			return src
		}
	}
	var pcs [maxFrames]uintptr
	n := runtime.Callers(2, pcs[:])
	src, at := s.first(pcs[:n])
	if depth != nil {
		*depth = at
	}
	return src
}

// first returns the innermost line and its index among pcs.
func (s *callsites) first(pcs []uintptr) (*Source, int) {
	known := *s.known.Load()
	for i, pc := range pcs[1:] {
		src, ok := known[pc]
		if !ok {
			src = s.lookUp(pc, pcs[i])
		}
		if src != nil {
			return src, i + 1
		}
	}
	return nil, 0
}

// lookUp finds the line of pc, which has called callee.
func (s *callsites) lookUp(pc, callee uintptr) *Source {
	var src *Source
	frame, _ := runtime.CallersFrames([]uintptr{pc}).Next()
	if s.prefix != "" && strings.HasPrefix(frame.Function, s.prefix) {
		called, _ := runtime.CallersFrames([]uintptr{callee}).Next()
		src = s.deferred(sourceAt(frame), called.Function[strings.LastIndexByte(called.Function, '.')+1:])
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	known := maps.Clone(*s.known.Load())
	known[pc] = src
	s.known.Store(&known)
	return src
}

// deferred finds the defer statement of a call that the runtime places where
// its function ends: there is nothing to see for a learner at a closing brace.
// Without the program's files, or such a statement, src stands.
func (s *callsites) deferred(src *Source, method string) *Source {
	if src == nil || s.sources == nil {
		return src
	}
	text, err := fs.ReadFile(s.sources, src.File)
	if err != nil {
		return src
	}
	lines := strings.Split(string(text), "\n")
	if src.Line > len(lines) || strings.Contains(lines[src.Line-1], method+"(") {
		return src
	}
	for line := src.Line; line > 0 && !strings.HasPrefix(lines[line-1], "func "); line-- {
		if defers(lines[line-1], method) {
			return &Source{File: src.File, Line: line}
		}
	}
	return src
}

// defers tells whether a line is a defer statement that calls the method: not
// one that defers a function in which the method is called.
func defers(line, method string) bool {
	call, deferred := strings.CutPrefix(strings.TrimLeft(line, " \t"), "defer ")
	receiver, _, called := strings.Cut(call, "."+method+"(")
	return deferred && called && !strings.ContainsAny(receiver, " (")
}
