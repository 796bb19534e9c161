// Package stack takes and reads the stacks of this process's goroutines, as the runtime
// prints them. It runs in the tab as well.
package stack

import (
	"iter"
	"path"
	"strconv"
	"strings"
)

// Goroutine is one goroutine at the time of a dump.
type Goroutine struct {
	Number        uint64
	State         string  // the runtime's word: "chan receive", "runnable"
	Minutes       int     // for so long in this state; 0 for less than one, or not known
	Frames        []Frame // innermost first; none where the stack is not known
	Creator       Frame   // the go statement; zero where it is not known
	CreatorNumber uint64
}

// Frame is one call on a stack.
type Frame struct {
	Function string // full name: "socketschool/server/echo.handle"
	File     string // base name; empty where it is not known
	Line     int
}

// busyStates are the states of a goroutine that goes on by itself. A system call is one:
// calls of package net block in the runtime, not in the system.
var busyStates = map[string]bool{
	"running": true, "runnable": true, "syscall": true, "preempted": true, "copystack": true,
	"GC assist marking": true, "GC assist wait": true,
}

// Waits reports whether the goroutine needs another one, a client or time to go on.
func (g *Goroutine) Waits() bool { return !busyStates[g.State] }

// Each yields the text of each goroutine in a dump. The last one may be cut off.
func Each(dump string) iter.Seq[string] { return strings.SplitSeq(dump, "\n\n") }

// Label returns the value of a goroutine's label (runtime/pprof), or "" if it has none of
// this key. Keys and values of ours need no quoting.
func Label(text, key string) string {
	header, _, _ := strings.Cut(text, "\n")
	_, labels, _ := strings.Cut(header, " labels:{")
	_, value, found := strings.Cut(labels, `"`+key+`": "`)
	if !found {
		return ""
	}
	value, _, _ = strings.Cut(value, `"`)
	return value
}

// Parse reads the text of one goroutine. It returns false for a text that does not begin
// as one.
func Parse(text string) (g Goroutine, ok bool) {
	header, rest, _ := strings.Cut(text, "\n")
	number, after, ok := strings.Cut(strings.TrimPrefix(header, "goroutine "), " [")
	if !ok || !strings.HasPrefix(header, "goroutine ") {
		return g, false
	}
	number, _, _ = strings.Cut(number, " ") // without "gp=…", as with GOTRACEBACK=system
	if g.Number, ok = parseNumber(number); !ok {
		return g, false
	}
	g.parseState(after)
	var function string
	for line := range strings.SplitSeq(rest, "\n") {
		switch {
		case strings.HasPrefix(line, "created by "):
			creator, in, _ := strings.Cut(line[len("created by "):], " in goroutine ")
			g.Creator.Function = creator
			g.CreatorNumber, _ = parseNumber(in)
			function = ""
		case !strings.HasPrefix(line, "\t"):
			// A line such as "...23 frames elided..." has no arguments.
			function = line[:max(0, strings.LastIndexByte(line, '('))]
		case g.Creator.Function != "":
			g.Creator.File, g.Creator.Line = parsePosition(line)
		case function != "":
			file, number := parsePosition(line)
			g.Frames = append(g.Frames, Frame{function, file, number})
			function = ""
		}
	}
	return g, true
}

// parseState reads what follows the header's bracket: "chan receive (durable), 2 minutes,
// locked to thread, synctest bubble 3 labels:{…}]:".
func (g *Goroutine) parseState(text string) {
	text, _, _ = strings.Cut(text, " labels:{")
	text = strings.TrimRight(text, "]:")
	state, more, _ := strings.Cut(text, ", ")
	for _, suffix := range []string{" (durable)", " (scan)", " (leaked)"} {
		state = strings.TrimSuffix(state, suffix)
	}
	g.State = state
	for word := range strings.SplitSeq(more, ", ") {
		if minutes, ok := strings.CutSuffix(word, " minutes"); ok {
			g.Minutes, _ = strconv.Atoi(minutes)
		}
	}
}

func parseNumber(digits string) (uint64, bool) {
	n, err := strconv.ParseUint(digits, 10, 64)
	return n, err == nil
}

// parsePosition reads "\t/path/server.go:68 +0x2e".
func parsePosition(line string) (file string, number int) {
	line, _, _ = strings.Cut(strings.TrimSpace(line), " ")
	colon := strings.LastIndexByte(line, ':')
	if colon < 0 {
		return "", 0
	}
	number, err := strconv.Atoi(line[colon+1:])
	if err != nil {
		return "", 0
	}
	return path.Base(line[:colon]), number
}
