package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"socketschool/check"
	"socketschool/check/process"
	"socketschool/check/report"
	"socketschool/exercise"
)

// checkOutput shows what comes of a check command.
type checkOutput interface {
	building() (done func())
	notCompiled(*exercise.BuildError)
	update(check.Update)
	end(name string, got process.Report)
	watching(dir string) // for a change of the files
	again()              // after it
	gone() bool          // whether the reader of the output has gone
}

func newCheckOutput(e env, c checkCmd) checkOutput {
	w := &checkWriter{w: e.stdout}
	if c.JSON {
		return jsonOutput{w, json.NewEncoder(w)}
	}
	columns, color := terminalOf(e.stdout)
	o := &textOutput{checkWriter: w, progress: e.stderr, style: report.Style{Color: color, Width: columns, Source: os.DirFS(c.Dir)}}
	o.live = columns > 0 && os.Getenv("TERM") != "dumb"
	return o
}

// checkWriter remembers that it could not write.
type checkWriter struct {
	w      io.Writer
	failed bool
}

func (w *checkWriter) Write(p []byte) (int, error) {
	n, err := w.w.Write(p)
	w.failed = w.failed || err != nil
	return n, err
}

func (w *checkWriter) gone() bool { return w.failed }

// textOutput is for people.
type textOutput struct {
	*checkWriter
	progress io.Writer // for what is no part of the report
	style    report.Style
	live     bool // the last line shows what runs
	name     string
}

// clearLine goes back to the beginning of a terminal's line, and erases it.
const clearLine = "\r\x1b[K"

// showRunning replaces the last line by what runs.
func (o *textOutput) showRunning(text string) {
	if o.live {
		fmt.Fprint(o, clearLine+report.Clip("… "+text, o.style.Width))
	}
}

func (o *textOutput) clear() {
	if o.live {
		fmt.Fprint(o, clearLine)
	}
}

func (o *textOutput) building() (done func()) { return showBuilding(o.progress) }

func (o *textOutput) watching(dir string) {
	fmt.Fprintf(o, "\n── watching %s: save a Go file or go.mod to check again, or press Ctrl-C to end\n", report.Printable(dir))
}

func (o *textOutput) again() {
	o.clear()
	fmt.Fprintf(o, "\n── %s: checking again\n\n", time.Now().Format(time.TimeOnly))
}

func (o *textOutput) notCompiled(err *exercise.BuildError) {
	o.clear()
	for line := range strings.SplitSeq(err.Output, "\n") {
		fmt.Fprintln(o, report.Printable(strings.ReplaceAll(line, "\t", "    ")))
	}
	fmt.Fprintln(o, "\nYour program does not compile, so that nothing was checked.")
	if err.Interface() {
		fmt.Fprintln(o, "The checks call func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error of the package in server.go.")
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
	fmt.Fprint(o, report.Text(*u.Result, o.style))
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
		fmt.Fprintf(o, "\nAll %d checks passed: %s is done.\n", passed, name)
		if next := nextExercise(); next != "" {
			fmt.Fprintf(o, "Next: socketschool start %s\n", next)
		}
		return
	}
	rest := got.Names[min(len(got.Results), len(got.Names)):]
	for _, name := range rest {
		fmt.Fprintf(o, "· %s (not run)\n", report.Printable(name))
	}
	if len(rest) > 0 || len(got.Results) == 0 || got.Results[len(got.Results)-1].Outcome == check.Passed {
		fmt.Fprintln(o.w)
	}
	fmt.Fprintf(o, "%d of %d checks passed.\n", passed, max(len(got.Names), 1))
}

// jsonOutput is for tools: docs/exercises.md describes it.
type jsonOutput struct {
	*checkWriter
	lines *json.Encoder
}

func (o jsonOutput) write(v any) {
	_ = o.lines.Encode(v) // a reader that has gone has the exit code
}

func (o jsonOutput) notCompiled(err *exercise.BuildError) {
	o.write(map[string]any{"type": "build-failed", "output": err.Output})
}

func (o jsonOutput) building() (done func()) { return func() {} }
func (o jsonOutput) watching(string)         {}
func (o jsonOutput) again()                  { o.write(map[string]any{"type": "again"}) }

func (o jsonOutput) update(u check.Update) { o.write(u) }

func (o jsonOutput) end(name string, got process.Report) {
	o.write(map[string]any{"type": "end", "exercise": name, "checks": got.Names, "passed": got.Passed()})
}
