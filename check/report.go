package check

import "socketschool/lab/event"

// Outcome is how a check has ended.
type Outcome string

const (
	Passed  Outcome = "passed"
	Failed  Outcome = "failed"  // a step did not go as expected
	Crashed Outcome = "crashed" // the server panicked, returned, or ended the process
	Hung    Outcome = "hung"    // the server never listens, or a loop keeps it busy
	Broken  Outcome = "broken"  // the check itself is at fault, not the server
)

// Result is the report of one check.
type Result struct {
	Name    string        `json:"name"`
	Outcome Outcome       `json:"outcome"`
	Steps   []Step        `json:"steps"`            // the last one has failed, unless all have passed
	Cause   string        `json:"cause,omitempty"`  // a sentence or two for the learner
	Source  *event.Source `json:"source,omitempty"` // the line of the server that Cause is about
}

// StepState is how far a step is.
type StepState string

const (
	StepRunning StepState = "running"
	StepPassed  StepState = "passed"
	StepFailed  StepState = "failed"
)

// Step is one call of a check.
type Step struct {
	Text   string    `json:"text"`   // a line of a script, or words where Script is false
	Script bool      `json:"script"` // the script language has the step, and all before it that matter
	State  StepState `json:"state"`

	Why      string  `json:"why,omitempty"`      // what happened instead, of a failed step
	Expected []byte  `json:"expected,omitempty"` // bytes that a failed step waited for
	Received []byte  `json:"received,omitempty"` // bytes that came instead, the first of them
	Differs  *int    `json:"differs,omitempty"`  // index of the first byte that differs, in both
	Events   []Event `json:"events,omitempty"`   // what the server did since the step before
}

// Event is something that the server did.
type Event struct {
	Kind   event.Kind    `json:"kind"`
	Client string        `json:"client,omitempty"` // the check's name of the client: "a"
	Text   string        `json:"text"`             // the log record, or the call and what it moved
	Level  string        `json:"level,omitempty"`  // of a log record
	Source *event.Source `json:"source,omitempty"`
}

// Update is a state of a run of checks, in the order in which they are sent: "check",
// then "step" twice for each step, then "result", and so on for the next check. A check
// that begins again, since the machine was busy, has another "check" and all its steps again.
type Update struct {
	Type   string  `json:"type"`
	Check  int     `json:"check"`            // index in the checks that run
	Name   string  `json:"name,omitempty"`   // of "check"
	Step   *Step   `json:"step,omitempty"`   // of "step": running, then passed or failed
	Index  int     `json:"index"`            // of "step": its index in the check
	Result *Result `json:"result,omitempty"` // of "result"
}

// Unfinished returns the result of a check whose process has ended: its steps so far,
// of which the running one has failed.
func Unfinished(name string, steps []Step, outcome Outcome, why, cause string, source *event.Source) Result {
	if n := len(steps); n > 0 && steps[n-1].State == StepRunning {
		steps[n-1].State, steps[n-1].Why = StepFailed, why
	}
	return Result{Name: name, Outcome: outcome, Steps: steps, Cause: cause, Source: source}
}
