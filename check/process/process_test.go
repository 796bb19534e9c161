package process_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"socketschool/check"
	"socketschool/check/process"
	"socketschool/lab"
)

// program is set for a process that runs checks: what its server does.
const program = "PROCESS_TEST_PROGRAM"

var servers = map[string]func(ln net.Listener) error{
	"silent start": nil,
	"exits": func(net.Listener) error {
		fmt.Print("a print without an end")
		os.Exit(3)
		return nil
	},
	"panics later": func(ln net.Listener) error {
		for {
			if _, err := ln.Accept(); err != nil {
				go func() { panic("after the end") }()
				select {}
			}
		}
	},
	"writes JSON": func(ln net.Listener) error {
		for range 1000 {
			fmt.Fprintln(stdout, `{"type":"debug"}`)
			fmt.Fprintln(stdout, `{"type":"step"}`)
		}
		for {
			if _, err := ln.Accept(); err != nil {
				return nil
			}
		}
	},
	"keeps state": func(ln net.Listener) error {
		served++
		if served > 1 {
			return errors.New("a package variable has outlived a check")
		}
		for {
			if _, err := ln.Accept(); err != nil {
				return nil
			}
		}
	},
	"starts a process": func(ln net.Listener) error {
		self, err := os.Executable()
		if err != nil {
			return err
		}
		cmd := exec.Command(self)
		cmd.Env = append(os.Environ(), program+"=silent start")
		cmd.Stdout, cmd.Stderr = stdout, os.Stderr
		cmd.ExtraFiles = []*os.File{os.NewFile(3, "alive")}
		if err := cmd.Start(); err != nil {
			return err
		}
		for {
			if _, err := ln.Accept(); err != nil {
				return nil
			}
		}
	},
	"floods standard error": func(ln net.Listener) error {
		lines := strings.Repeat(strings.Repeat("x", 99)+"\n", 1000)
		for range 20 {
			fmt.Fprint(os.Stderr, lines)
		}
		go func() { panic("at the end of a flood") }()
		select {}
	},
	"floods standard output": func(ln net.Listener) error {
		flood := make([]byte, 1<<20)
		for range 64 {
			stdout.Write(flood)
		}
		for {
			if _, err := ln.Accept(); err != nil {
				return nil
			}
		}
	},
	"right": func(ln net.Listener) error {
		for {
			if _, err := ln.Accept(); err != nil {
				return nil
			}
		}
	},
}

// stdout is the standard output that the messages go to, as a package variable of a
// learner's program may keep it.
var stdout = os.Stdout

// served is how often the server that keeps state was called.
var served int

func TestMain(m *testing.M) {
	if !process.IsChild() {
		os.Exit(m.Run())
	}
	name := os.Getenv(program)
	if name == "silent start" {
		select {}
	}
	serve := func(ctx context.Context, ln net.Listener, _ *slog.Logger) error {
		stop := context.AfterFunc(ctx, func() { ln.Close() })
		defer stop()
		return servers[name](ln)
	}
	wait := func(t *check.T) { t.Connect("a") }
	process.Main(lab.Program{Slug: "test", Serve: serve}, []check.Check{{Name: "one", Run: wait}, {Name: "two", Run: wait}})
}

func run(t *testing.T, server string, cfg process.Config, files ...*os.File) process.Report {
	t.Helper()
	cfg.Command = func(ctx context.Context) *exec.Cmd {
		self, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(ctx, self)
		cmd.Env = append(os.Environ(), program+"="+server)
		cmd.ExtraFiles = files
		return cmd
	}
	got, err := process.Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestPassed(t *testing.T) {
	got := run(t, "right", process.Config{})
	if !got.Passed() || len(got.Results) != 2 || got.Results[0].Steps[0].Text != "connect a" {
		t.Errorf("%+v", got)
	}
}

// TestForeignMessages: lines that look like messages are none, and keep nothing waiting.
func TestForeignMessages(t *testing.T) {
	if got := run(t, "writes JSON", process.Config{}); !got.Passed() {
		t.Errorf("%+v", got)
	}
}

// TestPackageState: each check has a process of its own.
func TestPackageState(t *testing.T) {
	if got := run(t, "keeps state", process.Config{}); !got.Passed() {
		t.Errorf("%+v", got)
	}
}

// TestSilentStart: a program that never comes to its checks is ended.
func TestSilentStart(t *testing.T) {
	got := run(t, "silent start", process.Config{Patience: 200 * time.Millisecond})
	if len(got.Results) != 1 || got.Results[0].Outcome != check.Hung || !strings.Contains(got.Results[0].Cause, "init function") {
		t.Errorf("%+v", got)
	}
}

// TestGoOn: without it the run ends with the first check that fails.
func TestGoOn(t *testing.T) {
	for _, goOn := range []bool{false, true} {
		got := run(t, "exits", process.Config{GoOn: goOn})
		want := map[bool]int{false: 1, true: 2}[goOn]
		if len(got.Results) != want {
			t.Fatalf("go on %t: %+v", goOn, got)
		}
		for _, r := range got.Results {
			step := r.Steps[len(r.Steps)-1]
			if r.Outcome != check.Crashed || !strings.Contains(r.Cause, "exit code 3") || step.Events[len(step.Events)-1].Text != "a print without an end" {
				t.Errorf("%+v", r)
			}
		}
	}
}

// TestPanicsBetweenChecks: what a check has left behind is its own fault.
func TestPanicsBetweenChecks(t *testing.T) {
	got := run(t, "panics later", process.Config{})
	if got.Passed() || len(got.Results) != 1 || got.Results[0].Name != "one" || got.Results[0].Cause != "panic: after the end" {
		t.Errorf("%+v", got)
	}
}

// TestPanicsAfterLastStep: a check whose steps have all passed is not passed.
func TestPanicsAfterLastStep(t *testing.T) {
	got := run(t, "panics later", process.Config{})
	steps := got.Results[0].Steps
	if last := steps[len(steps)-1]; last.State != check.StepFailed || last.Text != "the server goes on" || last.Why == "" {
		t.Errorf("%+v", last)
	}
}

// TestProcessesOfServer: what a server starts ends with each check, whether the check
// passes or not, and holds nothing up.
func TestProcessesOfServer(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no process groups")
	}
	alive, theirs, err := os.Pipe() // its end is that of all that have it
	if err != nil {
		t.Fatal(err)
	}
	defer alive.Close()
	got := run(t, "starts a process", process.Config{}, theirs)
	theirs.Close()
	if !got.Passed() {
		t.Errorf("%+v", got)
	}
	if err := alive.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := alive.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("a process of the server's has outlived its check: %v", err)
	}
}

// TestFloods: a panic is found behind a flood, and a flood without line feeds takes
// little memory.
func TestFloods(t *testing.T) {
	got := run(t, "floods standard error", process.Config{})
	if len(got.Results) != 1 || got.Results[0].Cause != "panic: at the end of a flood" {
		t.Errorf("%+v", got)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if got := run(t, "floods standard output", process.Config{}); !got.Passed() {
		t.Errorf("%+v", got)
	}
	runtime.ReadMemStats(&after)
	if taken := after.TotalAlloc - before.TotalAlloc; taken > 64<<20 {
		t.Errorf("128 MiB of output take %d MiB", taken>>20)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("a signal")
	_, err := process.Run(ctx, process.Config{Command: func(ctx context.Context) *exec.Cmd {
		self, _ := os.Executable()
		cmd := exec.CommandContext(ctx, self)
		cmd.Env = append(os.Environ(), program+"=silent start")
		cancel(cause)
		return cmd
	}})
	if !errors.Is(err, cause) {
		t.Errorf("%v, want the context's cause", err)
	}
}
