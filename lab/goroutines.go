package lab

import (
	"cmp"
	"fmt"
	"log/slog"
	"path"
	"slices"
	"strconv"
	"strings"

	"socketschool/lab/event"
	"socketschool/lab/stack"
	"socketschool/lab/trace"
)

// maxPlaces bounds the log events of one LogGoroutines.
const maxPlaces = 20

// labLabel is the key of the label (runtime/pprof) that a lab's goroutines have: the server's
// first one gets it, and each goroutine has those of the one that started it. Its value is
// the lab's number in this process, since the lab's ID is a secret.
const labLabel = "socketschool.lab"

// tracePackage begins the names of the functions that wait for the program.
const tracePackage = "socketschool/lab/trace."

// Place is where a goroutine of the program is.
type Place struct {
	Function string // of the program, without the package
	Doing    string // the call that it waits in, or the state of the goroutine
	Waits    bool   // neither running nor ready to run
	Source   event.Source
}

// Goroutines are those of the program at one place.
type Goroutines struct {
	Place
	Count int
}

// Goroutines returns where the program's goroutines are, most of them first: those with
// this lab's label, and those without a label, such as a timer's, of all labs of the same
// program in this process.
func (l *Lab) Goroutines() []Goroutines {
	return goroutinesOf(l.tracer.IsServer, func(label string) bool { return label == l.label || label == "" })
}

// UnlabelledOf returns where those goroutines of a program are that have no lab's label.
func UnlabelledOf(program Program) []Goroutines {
	isServer := trace.New(trace.Config{Serve: program.Serve}).IsServer
	return goroutinesOf(isServer, func(label string) bool { return label == "" })
}

func goroutinesOf(isServer func(function string) bool, hasLabel func(string) bool) []Goroutines {
	counts := make(map[Place]int)
	for text := range stack.Each(stack.Take()) {
		label := stack.Label(text, labLabel)
		if !hasLabel(label) {
			continue
		}
		g, ok := stack.Parse(text)
		if !ok {
			continue
		}
		at, ok := placeOf(&g, isServer)
		if !ok && label != "" {
			at, ok = beginning(&g)
		}
		if ok {
			counts[at]++
		}
	}
	all := make([]Goroutines, 0, len(counts))
	for at, count := range counts {
		all = append(all, Goroutines{at, count})
	}
	slices.SortFunc(all, func(a, b Goroutines) int {
		return cmp.Or(b.Count-a.Count, strings.Compare(a.Source.File, b.Source.File), a.Source.Line-b.Source.Line)
	})
	return all
}

// LogGoroutines records where the program's goroutines are: one log event for each
// place, with its line. It finds those that Goroutines finds, so that it is of use in
// the tab.
func (l *Lab) LogGoroutines() {
	all := l.Goroutines()
	if len(all) == 0 {
		l.info("no goroutine of the program is left", nil)
	}
	for i, g := range all {
		if i == maxPlaces {
			l.info(fmt.Sprintf("… and %d more places", len(all)-i), nil)
			return
		}
		l.info(g.text(), g.line())
	}
}

func (l *Lab) info(message string, source *event.Source) {
	l.events.Append(&event.Event{Kind: event.KindLog, Level: slog.LevelInfo.String(), Message: message, Source: source})
}

// line returns the line of the program, or nil for goroutines that only begin.
func (g Goroutines) line() *event.Source {
	if g.Source.Line == 0 {
		return nil
	}
	return &g.Source
}

func (g Goroutines) text() string {
	subject, verb := "1 goroutine", "waits"
	if g.Count > 1 {
		subject, verb = strconv.Itoa(g.Count)+" goroutines", "wait"
	}
	if !g.Waits {
		return fmt.Sprintf("%s in %s: %s", subject, g.Function, g.Doing)
	}
	return fmt.Sprintf("%s %s in %s: %s", subject, verb, g.Function, g.Doing)
}

// beginning returns the place of a goroutine that WaitGroup.Go has started, until that calls
// the program's function.
func beginning(g *stack.Goroutine) (Place, bool) {
	return Place{Function: "WaitGroup.Go", Doing: "runnable"}, g.Creator.Function == "sync.(*WaitGroup).Go"
}

// placeOf finds the innermost frame of the program in a stack. A goroutine that runs a
// function of another package alone, as after go io.Copy(a, b), is where the program has
// started it.
func placeOf(g *stack.Goroutine, isServer func(function string) bool) (Place, bool) {
	callee := ""
	for _, frame := range append(g.Frames, g.Creator) {
		if isServer(frame.Function) {
			return Place{
				Function: shortName(frame.Function),
				Doing:    doing(g, callee),
				Waits:    g.Waits(),
				Source:   sourceOf(frame),
			}, true
		}
		callee = frame.Function
	}
	return Place{}, false
}

// shortName returns a function's name without its package: "handle" or "(*Room).join".
func shortName(function string) string {
	_, name, _ := strings.Cut(path.Base(function), ".")
	return name
}

func sourceOf(frame stack.Frame) event.Source {
	return event.Source{File: frame.File, Line: frame.Line}
}

// doing returns what a goroutine of the program waits in: the call, if it has called
// another package, or the runtime's word for its state, such as "chan receive".
func doing(g *stack.Goroutine, callee string) string {
	if !g.Waits() || callee == "" {
		return g.State
	}
	name := strings.NewReplacer("(*", "", ")", "").Replace(path.Base(callee)) // sync.Mutex.Lock
	if strings.HasPrefix(callee, tracePackage) {
		return name[strings.LastIndexByte(name, '.')+1:] // Read, Write, Accept
	}
	return name
}
