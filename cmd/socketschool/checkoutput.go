package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"socketschool/check"
	"socketschool/check/process"
	"socketschool/check/report"
	"socketschool/exercise"
)

// checkOutput shows what comes of a check command.
type checkOutput interface {
	building()
	notCompiled(*exercise.BuildError)
	update(check.Update)
	end(name string, got process.Report)
	again() // after a change of the files
}

func newCheckOutput(w io.Writer, c checkCmd) checkOutput {
	if c.JSON {
		return jsonOutput{json.NewEncoder(w)}
	}
	columns, color := terminalOf(w)
	o := &textOutput{w: w, style: report.Style{Color: color, Width: columns, Source: os.DirFS(c.Dir)}}
	o.live = columns > 0 && os.Getenv("TERM") != "dumb"
	return o
}

// textOutput is for people.
type textOutput struct {
	w     io.Writer
	style report.Style
	live  bool // the last line shows what runs
	name  string
}

// clearLine goes back to the beginning of a terminal's line, and erases it.
const clearLine = "\r\x1b[K"

// showRunning replaces the last line by what runs.
func (o *textOutput) showRunning(text string) {
	if o.live {
		fmt.Fprint(o.w, clearLine+report.Clip("… "+text, o.style.Width))
	}
}

func (o *textOutput) clear() {
	if o.live {
		fmt.Fprint(o.w, clearLine)
	}
}

func (o *textOutput) building() { o.showRunning("go build") }

func (o *textOutput) again() {
	o.clear()
	fmt.Fprintf(o.w, "\n── %s: checking again\n\n", time.Now().Format(time.TimeOnly))
}

func (o *textOutput) notCompiled(err *exercise.BuildError) {
	o.clear()
	fmt.Fprintf(o.w, "%s\n\nYour program does not compile, so that nothing was checked.\n", err.Output)
	if err.Interface() {
		fmt.Fprintln(o.w, "The checks call func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error of the package in server.go.")
	}
}

func (o *textOutput) update(u check.Update) {
	switch {
	case u.Type == "check":
		o.name = u.Name
		o.showRunning(o.name)
	case u.Step != nil && u.Step.State == check.StepRunning:
		o.showRunning(o.name + ": " + u.Step.Text)
	}
	if u.Result == nil {
		return
	}
	o.clear()
	fmt.Fprint(o.w, report.Text(*u.Result, o.style))
	if u.Result.Outcome != check.Passed {
		fmt.Fprintln(o.w)
	}
}

func (o *textOutput) end(name string, got process.Report) {
	o.clear()
	passed := 0
	for _, r := range got.Results {
		if r.Outcome == check.Passed {
			passed++
		}
	}
	if got.Passed() {
		fmt.Fprintf(o.w, "\nAll %d checks passed: %s is done.\n", passed, name)
		if next := nextExercise(); next != "" {
			fmt.Fprintf(o.w, "Next: socketschool start %s\n", next)
		}
		return
	}
	rest := got.Names[min(len(got.Results), len(got.Names)):]
	for _, name := range rest {
		fmt.Fprintf(o.w, "· %s (not run)\n", name)
	}
	if len(rest) > 0 || len(got.Results) == 0 || got.Results[len(got.Results)-1].Outcome == check.Passed {
		fmt.Fprintln(o.w)
	}
	fmt.Fprintf(o.w, "%d of %d checks passed.\n", passed, max(len(got.Names), 1))
}

// jsonOutput is for tools: docs/exercises.md describes it.
type jsonOutput struct{ lines *json.Encoder }

func (o jsonOutput) write(v any) {
	_ = o.lines.Encode(v) // a reader that has gone has the exit code
}

func (o jsonOutput) notCompiled(err *exercise.BuildError) {
	o.write(map[string]any{"type": "build-failed", "output": err.Output})
}

func (o jsonOutput) building() {}
func (o jsonOutput) again()    { o.write(map[string]any{"type": "again"}) }

func (o jsonOutput) update(u check.Update) { o.write(u) }

func (o jsonOutput) end(name string, got process.Report) {
	o.write(map[string]any{"type": "end", "exercise": name, "checks": got.Names, "passed": got.Passed()})
}
