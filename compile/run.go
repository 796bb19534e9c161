package compile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"socketschool/compile/recipe"
)

const (
	buildFolders = "socketschool-build-*"

	maxOutput = 64 << 10 // bytes of messages that are kept
	killDelay = 5 * time.Second

	maxModule  = 64 << 20  // bytes of a file that a tool writes
	maxHeap    = 384 << 20 // bytes of memory that a tool writes to
	niceness   = 10        // of a tool, below the host
	softMemory = "192MiB"  // from which a tool's garbage collector works harder
)

// toolEnv are environment variables of compiler and linker beside the recipe's. As many
// builds run as there are processors: each tool has one thread, and so uses a fifth less
// processor time. Collecting garbage half as often saves some more.
var toolEnv = []string{"GOMAXPROCS=1", "GOGC=200", "GOMEMLIMIT=" + softMemory, "GOTELEMETRY=off", "GOROOT="}

// limits returns a shell script that bounds a process: the size of its files (the unit
// is 512 bytes), its memory (KiB), its processor time (seconds), its descriptors and
// core files. It gives the process less of the processors than labs and pages have, which
// learners wait for at each message. A shell that does not know one of these goes on
// without it.
func limits(cpu time.Duration) string {
	return fmt.Sprintf(`ulimit -f %d; ulimit -d %d; ulimit -t %d; ulimit -n 256; ulimit -c 0; command -v nice >/dev/null && exec nice -n %d "$@"; exec "$@"`,
		maxModule/512, maxHeap>>10, int(math.Ceil(cpu.Seconds())), niceness)
}

// makeFolder makes an empty folder for a build, which compiler and linker can write to.
func (t *Toolchain) makeFolder() (string, error) {
	dir, err := os.MkdirTemp("", buildFolders)
	if err != nil {
		return "", err
	}
	if err := t.user.own(dir); err != nil {
		return "", errors.Join(err, os.RemoveAll(dir))
	}
	return dir, nil
}

// writeFiles writes files, by path with slashes, for compiler and linker to read.
func (t *Toolchain) writeFiles(dir string, files map[string]string) error {
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// run runs a step in dir, with so much processor time at most, and returns how much it
// has used. When ctx ends, it ends the tool and all that the tool has started. The error
// is recipe.Problems where the code is at fault.
func (t *Toolchain) run(ctx context.Context, dir string, step recipe.Step, plan *recipe.Plan, cpu time.Duration) (used time.Duration, err error) {
	cmd := t.limited(ctx, cpu, t.tool(step.Tool), step.Args)
	cmd.Env = slices.Concat(recipe.Env, toolEnv, []string{"TMPDIR=" + dir})
	cmd.Dir = dir
	cmd.WaitDelay = killDelay
	isolate(cmd, t.user)
	out := &limitedBuffer{max: maxOutput}
	cmd.Stdout, cmd.Stderr = out, out
	err = cmd.Run()
	if cmd.ProcessState != nil {
		used = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	if _, failed := errors.AsType[*exec.ExitError](err); !failed || ctx.Err() != nil {
		return used, err
	}
	signal, memory := ending(cmd.ProcessState)
	return used, explain(failure{out.String(), signal, used >= cpu*9/10, memory >= maxHeap/2}, plan)
}

// failure is how a tool has failed.
type failure struct {
	output string
	signal syscall.Signal // that ended it, or 0
	late   bool           // it has used its processor time
	large  bool           // it had much of the memory that it may have
}

// explain returns why a tool has failed.
func explain(f failure, plan *recipe.Plan) error {
	output := f.output
	switch {
	case strings.Contains(output, "no space left on device"), strings.Contains(output, "disk quota exceeded"):
		return fmt.Errorf("%w: %s", ErrDiskFull, output)
	case strings.Contains(output, "file too large"), strings.Contains(output, "SIGXFSZ"):
		return recipe.Problems{{Message: fmt.Sprintf("the built program is too large: it may have %d MB", maxModule>>20)}}
	case f.late, strings.Contains(output, "SIGXCPU"):
		return recipe.Problems{{Message: "the program takes too long to build and was ended"}}
	case f.signal == syscall.SIGKILL && f.large:
		return recipe.TooMuchMemory
	case f.signal != 0 && output == "":
		return fmt.Errorf("%w: %v", ErrKilled, f.signal)
	}
	return plan.Problems(output)
}

// limited returns the command, with limits where there is a POSIX shell.
func (t *Toolchain) limited(ctx context.Context, cpu time.Duration, tool string, args []string) *exec.Cmd {
	if t.shell == "" {
		return exec.CommandContext(ctx, tool, args...)
	}
	return exec.CommandContext(ctx, t.shell, append([]string{"-c", limits(cpu), "sh", tool}, args...)...)
}

// warnOfLimits logs which limits this system does not set.
func (t *Toolchain) warnOfLimits(log *slog.Logger) {
	switch {
	case t.shell == "":
		log.Warn("this system does not limit the memory and the processor time of the compiler: only the time of a build is limited", "seconds", DefaultTimeout.Seconds())
	case runtime.GOOS == "darwin":
		log.Warn("macOS does not limit the memory of the compiler, only its processor time")
	}
}

// limitedBuffer keeps the first max bytes that are written to it.
type limitedBuffer struct {
	bytes.Buffer
	max int
}

func (b *limitedBuffer) Write(p []byte) (int, error) {
	b.Buffer.Write(p[:min(len(p), b.max-b.Len())])
	return len(p), nil
}

// removeOld removes what matches pattern and has not been changed for so long: what an
// earlier process left when it was killed.
func removeOld(pattern string, age time.Duration) {
	names, _ := filepath.Glob(pattern)
	for _, name := range names {
		if info, err := os.Lstat(name); err == nil && time.Since(info.ModTime()) > age {
			_ = os.RemoveAll(name)
		}
	}
}
