package process

import (
	"fmt"
	"strings"

	"socketschool/check"
	"socketschool/lab/event"
)

// startName stands for a check where the process has ended before the first one.
const startName = "the program starts"

// finish makes a result of the check that ran when the process ended. stderr is what
// was printed after the last message.
func (r *run) finish(stderr string, exitCode int, silent bool) {
	outcome, why := check.Crashed, "The server has ended the process."
	crash := check.ParseCrash(stderr, exitCode)
	switch {
	case silent && r.failed:
		outcome, why = check.Hung, ""
		crash = check.Crash{Text: "The step has failed, and then the server did not let go: a goroutine of it neither ends nor waits.", Source: r.lastSource()}
	case silent && !r.running:
		outcome, why = check.Hung, "The checks do not begin."
		crash = check.Crash{Text: "The program does not come to its checks: an init function or a package variable may loop or wait without end."}
	case silent:
		outcome, why = check.Hung, fmt.Sprintf("Nothing has happened for %v.", r.cfg.Patience)
		crash = check.Crash{Text: "The server does not let go. A loop may run without end.", Source: r.lastSource()}
	default:
		r.dropTrace(crash.Text)
	}
	name := r.name
	if !r.running {
		name, r.steps = startName, nil
		if n := len(r.report.Results); n > r.check {
			// It ended after its check: what that has left behind has ended it.
			last := r.report.Results[n-1]
			name, r.steps, r.report.Results = last.Name, last.Steps, r.report.Results[:n-1]
		}
	}
	if n := len(r.steps); n == 0 || r.steps[n-1].State == check.StepPassed {
		r.steps = append(r.steps, check.Step{Text: endStep(n), State: check.StepRunning})
	}
	if n := len(r.steps); n > 0 {
		r.steps[n-1].Events = append(r.steps[n-1].Events, r.takePrinted()...)
	}
	result := check.Unfinished(name, r.steps, outcome, why, crash.Text, crash.Source)
	r.running = false
	r.report.Results = append(r.report.Results, result)
	r.cfg.Update(check.Update{Type: "result", Check: r.check, Result: &result})
}

// endStep is the step in which a process ends that ends between two steps.
func endStep(steps int) string {
	if steps == 0 {
		return startName
	}
	return "the server goes on"
}

// dropTrace drops a panic, and the traces of goroutines, from what was printed: the
// cause has what matters of it.
func (r *run) dropTrace(message string) {
	for i, line := range r.printed {
		if before, _, found := strings.Cut(line, message); found {
			if r.printed = r.printed[:i]; before != "" {
				r.printed = append(r.printed, before)
			}
			return
		}
	}
}

// lastSource returns the line of the last event of the server.
func (r *run) lastSource() *event.Source {
	for i := len(r.steps) - 1; i >= 0; i-- {
		for j := len(r.steps[i].Events) - 1; j >= 0; j-- {
			if source := r.steps[i].Events[j].Source; source != nil {
				return source
			}
		}
	}
	return nil
}
