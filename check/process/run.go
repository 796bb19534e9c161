package process

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"socketschool/check"
	"socketschool/lab/event"
)

const (
	// defaultPatience is how long a process may report nothing. The longest step of a
	// check takes a part of it, on a busy machine too.
	defaultPatience = 2 * time.Minute

	// startPatience bounds the wait for the first report.
	startPatience = 30 * time.Second

	// endPatience bounds the wait for a server that has failed and does not end.
	endPatience = 20 * time.Second

	maxPrints  = 64 << 10 // bytes that are kept of what is printed between two messages
	maxLines   = 12       // lines of them in a report
	maxMessage = 4 << 20  // bytes of a message
)

// Config configures a run of checks in a process.
type Config struct {
	// Command returns the command that calls Main. Its standard output, standard
	// error and cancellation are Run's.
	Command func(ctx context.Context) *exec.Cmd

	GoOn     bool // after a failure
	Update   func(check.Update)
	Patience time.Duration // default two minutes
}

// Report is what a run has come to.
type Report struct {
	Names   []string       // of all checks, in order; nil if the process never reported them
	Results []check.Result // of those that ran
}

// Passed reports whether all checks have passed.
func (r Report) Passed() bool {
	for _, result := range r.Results {
		if result.Outcome != check.Passed {
			return false
		}
	}
	return len(r.Names) > 0 && len(r.Results) == len(r.Names)
}

// Run runs the checks. It returns an error if the process cannot be started, and the
// context's cause if that ends; the process has ended when it returns.
func Run(ctx context.Context, cfg Config) (Report, error) {
	if cfg.Update == nil {
		cfg.Update = func(check.Update) {}
	}
	cfg.Patience = cmp.Or(cfg.Patience, defaultPatience)
	r := run{cfg: cfg}
	for index := 0; ; index++ {
		if err := r.process(ctx, index); err != nil {
			return r.report, err
		}
		n := len(r.report.Results)
		passed := n == index+1 && r.report.Results[index].Outcome == check.Passed
		if n <= index || !passed && !cfg.GoOn || index+1 >= len(r.report.Names) {
			return r.report, nil
		}
	}
}

// run is a run of checks.
type run struct {
	cfg    Config
	report Report
	ended  bool // the process has run its check

	check   int
	name    string
	running bool // a check
	steps   []check.Step
	failed  bool // a step of it
	printed []string
}

// process runs a check in a process.
func (r *run) process(ctx context.Context, index int) error {
	r.ended, r.running, r.check = false, false, index
	running, kill := context.WithCancelCause(ctx)
	defer kill(nil)
	cmd := r.cfg.Command(running)
	if cmd.Env == nil {
		cmd.Env = os.Environ()
	}
	cmd.Env = append(cmd.Env, fmt.Sprintf("%s=%d", variable, index), "GOTRACEBACK=single") // the form that ParseCrash reads
	setGroup(cmd)
	cmd.WaitDelay = time.Second // for processes that have the output and are not in the group
	updates, toUpdates := io.Pipe()
	fromPrints, toPrints := io.Pipe()
	cmd.Stdout, cmd.Stderr = toUpdates, toPrints
	// Neither end of a pipe waits for the other once the process is to end.
	unblock := context.AfterFunc(running, func() {
		toUpdates.Close()
		toPrints.Close()
	})
	defer unblock()
	stdin, err := cmd.StdinPipe() // its end shows the process that this one has ended
	if err != nil {
		return err
	}
	defer stdin.Close()
	if err := cmd.Start(); err != nil {
		return cmp.Or(context.Cause(ctx), err)
	}
	chunks := make(chan string)
	var rest prints // after the last mark
	go func() {
		defer close(chunks)
		readPrints(fromPrints, chunks, &rest)
	}()
	exitCode := -1
	waited := make(chan struct{})
	go func() {
		defer close(waited)
		if state, err := cmd.Process.Wait(); err == nil {
			exitCode = state.ExitCode()
		}
		_ = endGroup(cmd) // what the server has started may hold the output open
		_ = cmd.Wait()    // until the output is read
		toUpdates.Close()
		toPrints.Close()
	}()
	alarm := time.AfterFunc(min(startPatience, r.cfg.Patience), func() { kill(errSilent) })
	defer alarm.Stop()
	r.read(updates, chunks, func(m message) {
		alarm.Reset(r.cfg.Patience)
		if m.Type == "step" && m.Step.State == check.StepFailed {
			alarm.Reset(min(endPatience, r.cfg.Patience))
		}
	})
	for chunk := range chunks {
		r.print(chunk)
	}
	<-waited
	r.print(rest.String())
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if !r.ended {
		r.finish(rest.String(), exitCode, context.Cause(running) == errSilent)
	}
	return nil
}

var errSilent = errors.New("the process reports nothing")

// read takes the process's messages, each with what was printed before it.
func (r *run) read(updates io.Reader, chunks <-chan string, received func(message)) {
	lines := bufio.NewReaderSize(updates, 64<<10)
	for {
		line, err := readLine(lines, maxMessage)
		var m message
		if len(bytes.TrimSpace(line)) > 0 && json.Unmarshal(line, &m) == nil && m.isOurs() {
			received(m)
			r.print(<-chunks)
			r.take(m)
		}
		if err != nil {
			return
		}
	}
}

// readLine returns the next line, or nothing of one that is longer than limit.
func readLine(in *bufio.Reader, limit int) (line []byte, err error) {
	tooLong := false
	for {
		part, err := in.ReadSlice('\n')
		if tooLong = tooLong || len(line)+len(part) > limit; tooLong {
			line = nil
		} else {
			line = append(line, part...)
		}
		if err != bufio.ErrBufferFull {
			return line, err
		}
	}
}

// isOurs reports whether a line of JSON is a message of Main. A server can have kept
// standard output and write lines of its own there, which no mark follows.
func (m message) isOurs() bool {
	switch m.Type {
	case "checks", "check", "end":
		return true
	case "step":
		return m.Step != nil
	case "result":
		return m.Result != nil
	}
	return false
}

// readPrints sends what was printed before each mark, and writes what follows the last
// one to rest.
func readPrints(from io.Reader, chunks chan<- string, rest *prints) {
	in := bufio.NewReader(from)
	for {
		line, err := in.ReadSlice('\n')
		if text, marked := bytes.CutSuffix(line, []byte(mark)); marked {
			rest.Write(text)
			chunks <- rest.String()
			*rest = prints{}
		} else {
			rest.Write(line)
		}
		if err != nil && err != bufio.ErrBufferFull {
			return
		}
	}
}

// prints keeps the beginning and the end of what is written to it, half of maxPrints
// bytes each: the end may be a panic.
type prints struct {
	head, tail []byte
	cut        bool // tail has lost its beginning
}

func (p *prints) Write(text []byte) {
	n := min(len(text), maxPrints/2-len(p.head))
	p.head = append(p.head, text[:n]...)
	p.tail = append(p.tail, text[n:]...)
	if len(p.tail) > maxPrints {
		p.trim()
	}
}

// trim keeps the last bytes of tail, from the beginning of a line if there is one.
func (p *prints) trim() {
	if len(p.tail) <= maxPrints/2 {
		return
	}
	end := p.tail[len(p.tail)-maxPrints/2:]
	if i := bytes.IndexByte(end, '\n'); i >= 0 && i+1 < len(end) {
		end = end[i+1:]
	}
	p.tail, p.cut = append(p.tail[:0], end...), true
}

// String returns what is kept, with a line where something is left out.
func (p *prints) String() string {
	p.trim()
	if !p.cut {
		return string(p.head) + string(p.tail)
	}
	return string(p.head) + "\n…\n" + string(p.tail)
}

// print keeps what was printed for the next step that ends.
func (r *run) print(text string) {
	for line := range strings.Lines(text) {
		r.printed = append(r.printed, strings.TrimRight(line, "\r\n"))
	}
}

// take adds a message to what is known of the run.
func (r *run) take(m message) {
	switch {
	case m.Type == "checks":
		r.report.Names = m.Names
		return
	case m.Type == "end":
		r.ended = true
		return
	case m.Type == "check":
		r.check, r.name, r.steps, r.running, r.failed = m.Check, m.Name, nil, true, false
	case m.Type == "step" && m.Step != nil && m.Index <= len(r.steps):
		if m.Step.State != check.StepRunning {
			m.Step.Events = append(m.Step.Events, r.takePrinted()...)
		}
		r.failed = m.Step.State == check.StepFailed
		r.steps = append(r.steps[:m.Index], *m.Step)
	case m.Type == "result" && m.Result != nil:
		r.running = false
		// The steps that were reported have what the server printed.
		if len(r.steps) > 0 {
			m.Result.Steps = r.steps
			last := &r.steps[len(r.steps)-1]
			last.Events = append(last.Events, r.takePrinted()...)
		}
		r.report.Results = append(r.report.Results, *m.Result)
	default:
		return
	}
	r.cfg.Update(m.Update)
}

// takePrinted returns what was printed as events without a level.
func (r *run) takePrinted() []check.Event {
	lines := r.printed
	r.printed = nil
	var events []check.Event
	for i, line := range lines {
		if i == maxLines {
			events = append(events, check.Event{Kind: event.KindLog, Text: fmt.Sprintf("… and %d more lines", len(lines)-i)})
			break
		}
		events = append(events, check.Event{Kind: event.KindLog, Text: line})
	}
	return events
}
