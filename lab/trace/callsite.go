package trace

import (
	"context"
	"io/fs"
	"log/slog"
	"maps"
	"net"
	"path"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"socketschool/lab/event"
)

// callsites finds the line of the server that made a call, directly or by way of
// bufio, io.Copy, fmt or crypto/tls.
type callsites struct {
	serve   string // full name of the server's function
	prefix  string // of the server's function names: "socketschool/server/echo."
	sources fs.FS  // the server's files; may be nil

	// frames caches lines by program counter; nil is a line of another package.
	// A lookup costs more than the call that is traced, and a server calls from
	// few places. The map is replaced, never changed: reading needs no lock.
	frames atomic.Pointer[map[uintptr]*event.Source]
	mu     sync.Mutex // held while frames is replaced
}

func newCallsites(serve func(context.Context, net.Listener, *slog.Logger) error, sources fs.FS) *callsites {
	s := &callsites{sources: sources}
	if serve != nil {
		name := runtime.FuncForPC(reflect.ValueOf(serve).Pointer()).Name()
		s.serve = name
		s.prefix = packageOf(name) + "."
	}
	s.frames.Store(&map[uintptr]*event.Source{})
	return s
}

// packageOf returns the import path in a function's full name, in which dots of
// the path's last element are escaped.
func packageOf(function string) string {
	slash := strings.LastIndexByte(function, '/') + 1
	pkg, _, _ := strings.Cut(function[slash:], ".")
	return function[:slash] + pkg
}

// How many frames of the stack are searched.
const (
	maxFrames  = 64 // more than any call by way of the standard library has
	nearFrames = 16 // as many as most calls have, those by way of crypto/tls included
)

// caller returns the innermost line of the server on the calling goroutine's stack,
// or nil if there is none.
//
// Unwinding costs by the frame, and most calls of a kind have the same depth. depth,
// if not nil, is the depth of the last result: caller searches up to there first.
func (s *callsites) caller(depth *int) *event.Source {
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

// first returns the innermost line of the server in pcs, and its index.
func (s *callsites) first(pcs []uintptr) (*event.Source, int) {
	frames := *s.frames.Load()
	for i, pc := range pcs[1:] {
		src, ok := frames[pc]
		if !ok {
			src = s.lookUp(pc, pcs[i])
		}
		if src != nil {
			return src, i + 1
		}
	}
	return nil, 0
}

// lookUp returns the line of pc, which called callee, and caches it.
func (s *callsites) lookUp(pc, callee uintptr) *event.Source {
	var src *event.Source
	frame, _ := runtime.CallersFrames([]uintptr{pc}).Next()
	if s.isServer(frame.Function) {
		called, _ := runtime.CallersFrames([]uintptr{callee}).Next()
		src = s.deferred(SourceAt(frame), called.Function[strings.LastIndexByte(called.Function, '.')+1:])
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	frames := maps.Clone(*s.frames.Load())
	frames[pc] = src
	s.frames.Store(&frames)
	return src
}

// isServer reports whether a function is in the server's package.
func (s *callsites) isServer(function string) bool {
	return s.prefix != "" && strings.HasPrefix(function, s.prefix)
}

// deferred returns the line of the defer statement of a deferred call, which the
// runtime attributes to its function's closing brace. It returns src if it has no
// source files or finds no such statement.
func (s *callsites) deferred(src *event.Source, method string) *event.Source {
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
			return &event.Source{File: src.File, Line: line}
		}
	}
	return src
}

// defers reports whether a line is a defer statement of a call of the method itself,
// not of a function that calls it.
func defers(line, method string) bool {
	call, deferred := strings.CutPrefix(strings.TrimLeft(line, " \t"), "defer ")
	receiver, _, called := strings.Cut(call, "."+method+"(")
	return deferred && called && !strings.ContainsAny(receiver, " (")
}

// SourceAt returns the line of a frame, or nil if it is not known.
func SourceAt(frame runtime.Frame) *event.Source {
	if frame.File == "" {
		return nil
	}
	return &event.Source{File: path.Base(frame.File), Line: frame.Line}
}
