package exercise

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// BuildError is a program that does not compile.
type BuildError struct {
	Output string // of the compiler, shortened
}

func (e *BuildError) Error() string { return "the program does not compile:\n" + e.Output }

// Interface reports whether the program compiles, but not with what checks it.
func (e *BuildError) Interface() bool {
	return strings.HasPrefix(e.Output, ownFolder+string(filepath.Separator)+"run")
}

// maxProblems bounds the lines of a BuildError.
const maxProblems = 20

// Build builds the module in dir with what checks it, with the installed Go, as program.
func Build(ctx context.Context, dir, program string) error {
	compiler, err := exec.LookPath("go")
	if err != nil {
		return errors.New("there is no Go in PATH: install it from https://go.dev/dl")
	}
	// Without paths what checks is compiled once for all modules; without cgo no C compiler
	// is needed; without debugging information the linker has less to do.
	cmd := exec.CommandContext(ctx, compiler, "build", "-trimpath", "-ldflags=-w", "-o", program, "socketschool/run")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off", "GOFLAGS=-mod=mod", "GOPROXY=off")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	out, err := cmd.CombinedOutput()
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err == nil:
		return nil
	case isExit(err):
		return &BuildError{shorten(string(out))}
	}
	return fmt.Errorf("go build: %w", err)
}

// shorten drops the headings of packages, and what follows the first problems.
func shorten(output string) string {
	var kept []string
	for line := range strings.Lines(output) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "# ") {
			continue
		}
		if len(kept) == maxProblems {
			kept = append(kept, "…")
			break
		}
		kept = append(kept, strings.TrimPrefix(line, "."+string(filepath.Separator)))
	}
	return strings.Join(kept, "\n")
}

func isExit(err error) bool {
	_, ok := errors.AsType[*exec.ExitError](err)
	return ok
}
