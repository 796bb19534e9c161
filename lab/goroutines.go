package lab

import (
	"cmp"
	"fmt"
	"log/slog"
	"path"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"socketschool/lab/event"
	"socketschool/lab/trace"
)

const (
	maxDump   = 4 << 20 // bytes of all goroutines' stacks
	maxPlaces = 20      // log events of one LogGoroutines
)

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

// Goroutines returns where the program's goroutines are, most of them first. It finds
// those of all labs of the same program in this process.
func (l *Lab) Goroutines() []Goroutines { return goroutinesOf(l.tracer.IsServer) }

// GoroutinesOf is Lab.Goroutines of a program, whether a lab runs it or not.
func GoroutinesOf(program Program) []Goroutines {
	return goroutinesOf(trace.New(trace.Config{Serve: program.Serve}).IsServer)
}

func goroutinesOf(isServer func(function string) bool) []Goroutines {
	dump := make([]byte, 64<<10)
	for {
		n := runtime.Stack(dump, true)
		if n < len(dump) || n >= maxDump {
			dump = dump[:n]
			break
		}
		dump = make([]byte, 2*len(dump))
	}
	counts := make(map[Place]int)
	ours := make(map[string]bool) // by the goroutine's number
	var others []string
	for goroutine := range strings.SplitSeq(string(dump), "\n\n") {
		if at, ok := placeOf(goroutine, isServer); ok {
			counts[at]++
			ours[numberOf(goroutine, "goroutine ")] = true
		} else {
			others = append(others, goroutine)
		}
	}
	for _, goroutine := range others {
		if strings.Contains(goroutine, beginning) && ours[numberOf(goroutine, beginning+" in goroutine ")] {
			counts[Place{Function: "WaitGroup.Go", Doing: "runnable"}]++
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

// beginning is in the stack of a goroutine that WaitGroup.Go has started. Until that calls
// the program's function, only the number of its creator says whose it is.
const beginning = "\ncreated by sync.(*WaitGroup).Go"

// numberOf returns the digits that follow the first occurrence of before.
func numberOf(stack, before string) string {
	_, after, _ := strings.Cut(stack, before)
	return after[:len(after)-len(strings.TrimLeft(after, "0123456789"))]
}

// placeOf finds the innermost frame of the program in the stack of a goroutine, as
// runtime.Stack writes it. A goroutine that runs a function of another package alone, as
// after go io.Copy(a, b), is where the program has started it.
func placeOf(stack string, isServer func(function string) bool) (Place, bool) {
	lines := strings.Split(stack, "\n")
	_, state, _ := strings.Cut(lines[0], " [")
	state, _, _ = strings.Cut(strings.TrimRight(state, "]:"), ",") // without "2 minutes"
	state = strings.TrimSuffix(state, " (durable)")                // in a bubble of testing/synctest
	callee := ""
	for i := 1; i+1 < len(lines); i += 2 {
		function := lines[i][:max(0, strings.LastIndexByte(lines[i], '('))]
		if creator, ok := strings.CutPrefix(lines[i], "created by "); ok {
			function, _, _ = strings.Cut(creator, " in goroutine ")
		}
		if !isServer(function) {
			callee = function
			continue
		}
		file, position, _ := strings.Cut(strings.TrimSpace(lines[i+1]), ".go:")
		number, _, _ := strings.Cut(position, " ")
		line, _ := strconv.Atoi(number)
		_, name, _ := strings.Cut(path.Base(function), ".")
		waits := state != "running" && state != "runnable"
		return Place{
			Function: name,
			Doing:    doing(state, callee, waits),
			Waits:    waits,
			Source:   event.Source{File: path.Base(file) + ".go", Line: line},
		}, true
	}
	return Place{}, false
}

// doing returns what a goroutine of the program waits in: the call, if it has called
// another package, or the runtime's word for its state, such as "chan receive".
func doing(state, callee string, waits bool) string {
	if !waits || callee == "" {
		return state
	}
	name := strings.NewReplacer("(*", "", ")", "").Replace(path.Base(callee)) // sync.Mutex.Lock
	if strings.HasPrefix(callee, "socketschool/lab/trace.") {
		return name[strings.LastIndexByte(name, '.')+1:] // Read, Write, Accept
	}
	return name
}
