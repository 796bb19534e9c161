package proof

import (
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"socketschool/check"
	"socketschool/lab"
)

// How often a right solution must pass, in virtual time and by the clock. Of the clock
// most programs are seconds of waiting: task exercises has them pass 20 times as well.
var (
	virtualTimes = flag.Int("virtual", 20, "how often a right solution must pass in virtual time")
	clockTimes   = flag.Int("clock", 5, "how often a right solution must pass by the clock")
)

// one is set for the process that runs one faulty program, which may end it.
const one = "PROOF_VARIANT"

func TestMain(m *testing.M) {
	if index, err := strconv.Atoi(os.Getenv(one)); err == nil {
		v := variants[index]
		check.Run(context.Background(), check.Config{Program: v.program(), Checks: v.Checks, Network: network(), Update: printUpdate})
		os.Exit(0)
	}
	flag.Parse()
	os.Exit(m.Run())
}

func printUpdate(u check.Update) {
	line, err := json.Marshal(u)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%s\n", line)
}

func (v Variant) program() lab.Program {
	slug, _, _ := strings.Cut(v.Exercise, "/")
	return lab.Program{Slug: slug, TLS: v.TLS, Serve: v.Serve}
}

// network is the one of the system, which a tab does not have.
func network() check.Network {
	if runtime.GOOS == "js" {
		return check.Memory{}
	}
	return check.TCP{}
}

// TestRight: every right solution passes, time after time, while many others run.
func TestRight(t *testing.T) {
	rounds := *clockTimes
	if runtime.GOOS == "js" {
		rounds = 1 // it has one thread: little differs from run to run but the time
	}
	eachRight(t, func(t *testing.T, v Variant) {
		t.Parallel()
		for range rounds {
			v.mustPass(t, network())
		}
	})
}

// TestRightInVirtualTime is TestRight in bubbles, one after the other.
func TestRightInVirtualTime(t *testing.T) {
	eachRight(t, func(t *testing.T, v Variant) {
		for range *virtualTimes {
			synctest.Test(t, func(t *testing.T) { v.mustPass(t, check.Memory{}) })
		}
	})
}

func eachRight(t *testing.T, prove func(*testing.T, Variant)) {
	for _, v := range variants {
		if v.Sees == "" {
			t.Run(v.Exercise+"/"+v.Name, func(t *testing.T) { prove(t, v) })
		}
	}
}

func (v Variant) mustPass(t *testing.T, network check.Network) {
	t.Helper()
	for _, r := range check.Run(context.Background(), check.Config{Program: v.program(), Checks: v.Checks, Network: network}) {
		if r.Outcome != check.Passed {
			t.Fatal(describe(r))
		}
	}
}

// TestFaulty: the starter and every mistake fail, with a cause of their own.
func TestFaulty(t *testing.T) {
	seen := map[string]string{} // exercise and cause to the variant
	for i, v := range variants {
		if v.Sees == "" {
			continue
		}
		key := v.Exercise + ": " + v.Sees
		if former := seen[key]; former != "" && v.Name != "starter" && former != "starter" {
			t.Errorf("%s: %s and %s ask for the same message %q", v.Exercise, former, v.Name, v.Sees)
		}
		seen[key] = v.Name
		t.Run(v.Exercise+"/"+v.Name, func(t *testing.T) {
			// In a tab there are no processes: a program that ends this one is proved in
			// a browser.
			if runtime.GOOS == "js" && endsProcess(v.Sees) {
				t.Skip("it ends the process")
			}
			t.Parallel()
			got := v.fail(t, i)
			if got.Outcome == check.Passed || got.Outcome == check.Broken || !strings.Contains(got.Cause, v.Sees) {
				t.Errorf("%s\nwant a cause with %q", describe(got), v.Sees)
			}
			t.Log(describe(got))
		})
	}
}

func endsProcess(sees string) bool {
	return strings.Contains(sees, "panic") || strings.Contains(sees, "exit") || strings.Contains(sees, "loop")
}

// fail runs a faulty program, and returns the result of the first check that does not
// pass. Where there are processes it has one of its own.
func (v Variant) fail(t *testing.T, index int) check.Result {
	t.Helper()
	if runtime.GOOS == "js" {
		results := check.Run(context.Background(), check.Config{Program: v.program(), Checks: v.Checks, Network: network()})
		return results[len(results)-1]
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d", one, index))
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var (
		name  string
		steps []check.Step
		last  *check.Result
	)
	for line := range strings.Lines(string(out)) {
		var u check.Update
		if json.Unmarshal([]byte(line), &u) != nil {
			continue // the program's own output
		}
		switch u.Type {
		case "check":
			name, steps, last = u.Name, nil, nil
		case "step":
			steps = append(steps[:u.Index], *u.Step)
		case "result":
			last = u.Result
		}
	}
	if last != nil && err == nil {
		return *last
	}
	crash := check.ParseCrash(stderr.String(), cmd.ProcessState.ExitCode())
	return check.Unfinished(name, steps, check.Crashed, "The server has ended the process.", crash.Text, crash.Source)
}

func describe(r check.Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", r.Name, r.Outcome)
	for _, s := range r.Steps {
		fmt.Fprintf(&b, "\n  %-7s %s", s.State, s.Text)
		for _, e := range s.Events {
			fmt.Fprintf(&b, "\n          %s %s", cmp.Or(e.Client, "-"), e.Text)
		}
		if s.Why != "" {
			b.WriteString("\n          " + s.Why)
		}
	}
	return b.String() + "\n  cause: " + r.Cause
}
