package lab

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"socketschool/lab/event"
	"socketschool/lab/stack"
	"socketschool/lab/trace"
)

// Bounds of a report.
const (
	maxGroups     = 60
	maxStackLines = 8
	maxGroupConns = 16
)

// GoroutineReport is where all goroutines of a lab's server are, in the JSON form of the
// API.
type GoroutineReport struct {
	Count      int              `json:"count"`
	LeftOver   int              `json:"leftOver"`
	Groups     []GoroutineGroup `json:"groups"`              // left over ones first, then the largest
	MoreGroups int              `json:"moreGroups,omitzero"` // that are not listed
	Problem    string           `json:"problem,omitzero"`    // why there is no list, for a learner
}

// GoroutineGroup are goroutines that wait for the same, with the same stack.
type GoroutineGroup struct {
	Count    int           `json:"count"`
	Function string        `json:"function"` // of the program, without the package
	Source   *event.Source `json:"source,omitzero"`
	Wait     string        `json:"wait"`             // as waitOf returns
	Doing    string        `json:"doing"`            // the call that it waits in, or the runtime's word
	Stack    []StackLine   `json:"stack,omitempty"`  // what has called Function, innermost first
	Started  *StackLine    `json:"started,omitzero"` // the go statement
	Conns    []uint64      `json:"conns,omitempty"`  // the connections that they were started for, at most 16
	Waited   int64         `json:"waited,omitzero"`  // ms that one of them waits, at least
	LeftOver LeftOver      `json:"leftOver,omitzero"`
}

// StackLine is a call or a go statement in the program.
type StackLine struct {
	Function string       `json:"function"`
	Source   event.Source `json:"source"`
}

// LeftOver is what a goroutine has outlived.
type LeftOver string

// What a goroutine can outlive; empty for none of them.
const (
	LeftOverConnection LeftOver = "connection" // the server has closed it
	LeftOverServe      LeftOver = "serve"      // Serve has returned
)

// seenGoroutine is what earlier reports know of a goroutine.
type seenGoroutine struct {
	key     string    // of its group
	since   time.Time // that it has had this key
	outlive LeftOver
}

// goroutineReporter makes the reports of one lab.
type goroutineReporter struct {
	lab   *Lab
	seen  map[uint64]seenGoroutine // by number, in the last report
	last  []byte                   // JSON of the report of the last dump; nil before it is made
	asked time.Time                // when a report was last asked for
}

// report reads a dump that was taken at a time.
func (r *goroutineReporter) report(dump string, at time.Time) *GoroutineReport {
	report := &GoroutineReport{Groups: []GoroutineGroup{}}
	conns := r.lab.Connections()
	_, returned := r.lab.Returned()
	groups := make(map[string]*GoroutineGroup)
	seen := make(map[uint64]seenGoroutine)
	for text := range stack.Each(dump) {
		label := stack.Label(text, labLabel)
		if label != r.lab.label && (label != "" || !r.lab.cfg.Alone) {
			continue
		}
		g, ok := stack.Parse(text)
		if !ok {
			continue
		}
		group, ok := r.groupOf(&g, label != "")
		if !ok {
			continue
		}
		report.Count++
		conn, _ := strconv.ParseUint(stack.Label(text, trace.ConnLabel), 10, 64)
		known := r.seen[g.Number]
		now := seenGoroutine{group.key(), at, r.outlives(&g, conn, conns, returned)}
		// One that ends right after its connection is not left over: two reports must see it.
		if now.outlive != "" && known.outlive != "" {
			group.LeftOver = now.outlive
			report.LeftOver++
		}
		if known.key == now.key {
			now.since = known.since
		}
		seen[g.Number] = now
		if g.Waits() {
			since := waitsSince(&group, &g, now.since, at, conn, conns)
			if since.Before(r.lab.startTime) { // the runtime's minutes are no more than a hint
				since = r.lab.startTime
			}
			group.Waited = max(0, at.Sub(since).Milliseconds())
		}
		add(groups, group, conn)
	}
	r.seen = seen
	for _, group := range groups {
		slices.Sort(group.Conns)
		report.Groups = append(report.Groups, *group)
	}
	slices.SortFunc(report.Groups, compareGroups)
	if more := len(report.Groups) - maxGroups; more > 0 {
		report.Groups, report.MoreGroups = report.Groups[:maxGroups], more
	}
	return report
}

// add adds a goroutine, as a group of one, to its group.
func add(groups map[string]*GoroutineGroup, one GoroutineGroup, conn uint64) {
	key := one.key() + string(one.LeftOver)
	group := groups[key]
	if group == nil {
		group = &one
		groups[key] = group
	}
	group.Count++
	group.Waited = max(group.Waited, one.Waited)
	if conn != 0 && len(group.Conns) < maxGroupConns && !slices.Contains(group.Conns, conn) {
		group.Conns = append(group.Conns, conn)
	}
}

func compareGroups(a, b GoroutineGroup) int {
	rank := func(g GoroutineGroup) int {
		if g.LeftOver != "" {
			return 0
		}
		return 1
	}
	return cmp.Or(rank(a)-rank(b), b.Count-a.Count, strings.Compare(a.key(), b.key()))
}

// groupOf returns the group of a goroutine, without a count. It returns false for one that
// is the lab's own, or has no label and no line of the program.
func (r *goroutineReporter) groupOf(g *stack.Goroutine, labelled bool) (group GoroutineGroup, ok bool) {
	isServer := r.lab.tracer.IsServer
	at, ok := placeOf(g, isServer)
	switch {
	case ok:
		group = GoroutineGroup{Function: at.Function, Source: &at.Source, Doing: at.Doing}
	case !labelled || len(g.Frames) == 0 || strings.HasPrefix(g.Creator.Function, "socketschool/"):
		return group, false
	default: // a library has started it for the program
		outermost := g.Frames[len(g.Frames)-1]
		group = GoroutineGroup{Function: outermost.Function, Doing: g.State}
	}
	group.Wait = waitOf(g)
	for _, frame := range g.Frames {
		if isServer(frame.Function) && len(group.Stack) <= maxStackLines {
			group.Stack = append(group.Stack, StackLine{shortName(frame.Function), sourceOf(frame)})
		}
	}
	if len(group.Stack) > 0 {
		group.Stack = group.Stack[1:] // the place itself
	}
	if isServer(g.Creator.Function) {
		group.Started = &StackLine{shortName(g.Creator.Function), sourceOf(g.Creator)}
	}
	return group, true
}

// key returns what goroutines of one group have in common.
func (g *GoroutineGroup) key() string {
	key := fmt.Sprint(g.Function, g.Source, g.Wait, g.Doing, g.Stack)
	if g.Started != nil {
		key += fmt.Sprint(*g.Started)
	}
	return key
}

// outlives returns what a goroutine has outlived. A connection that is not among conns is
// closed. The goroutine of Serve itself goes on after a connection that it has accepted.
func (r *goroutineReporter) outlives(g *stack.Goroutine, conn uint64, conns event.Connections, returned bool) LeftOver {
	if returned {
		return LeftOverServe
	}
	isServe := func(f stack.Frame) bool { return f.Function == r.lab.tracer.ServeName() }
	isOpen := func(c event.Connection) bool { return c.Conn == conn }
	if conn == 0 || slices.ContainsFunc(conns.Connections, isOpen) || slices.ContainsFunc(g.Frames, isServe) {
		return ""
	}
	return LeftOverConnection
}

// waitsSince returns since when a goroutine waits, at the latest: as the events of its
// connection have it, or else as earlier reports and the runtime, in whole minutes, do.
func waitsSince(group *GoroutineGroup, g *stack.Goroutine, seen, at time.Time, conn uint64, conns event.Connections) time.Time {
	if group.Source != nil && group.Wait == string(event.CallAccept) {
		if a := conns.Accepting; a != nil && a.Source != nil && *a.Source == *group.Source {
			return a.Since
		}
	}
	for _, c := range conns.Connections {
		if c.Conn == conn && string(c.Call) == group.Wait && c.Source != nil && group.Source != nil && *c.Source == *group.Source {
			return c.Since
		}
	}
	if minutes := at.Add(-time.Duration(g.Minutes) * time.Minute); g.Minutes > 0 && minutes.Before(seen) {
		return minutes
	}
	return seen
}

// waitOf returns what a goroutine waits for, in words of the API: "read", "write" or
// "accept" of a connection or a listener, "channel receive", "channel send", "select",
// "lock", "wait group", "condition", "sleep", "running", or the runtime's word.
func waitOf(g *stack.Goroutine) string {
	if !g.Waits() {
		return "running"
	}
	for _, frame := range g.Frames {
		if method, ok := strings.CutPrefix(frame.Function, tracePackage); ok {
			switch method[strings.LastIndexByte(method, '.')+1:] {
			case "Read":
				return string(event.CallRead)
			case "Write":
				return string(event.CallWrite)
			case "Accept":
				return string(event.CallAccept)
			}
		}
	}
	for _, w := range waits {
		if strings.HasPrefix(g.State, w.state) {
			return w.word
		}
	}
	return g.State
}

// waits has the API's words for the beginnings of the runtime's.
var waits = []struct{ state, word string }{
	{"chan receive", "channel receive"},
	{"chan send", "channel send"},
	{"select", "select"},
	{"sync.Mutex", "lock"},
	{"sync.RWMutex", "lock"},
	{"sync.WaitGroup", "wait group"},
	{"sync.Cond", "condition"},
	{"sleep", "sleep"},
}
