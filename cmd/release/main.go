// Command release builds Socket School for machines that have neither Go nor
// Node.js:
//
//	go run ./cmd/release
//
// It writes one archive for each target and SHA256SUMS into dist/. The same
// commit gives the same bytes: times are those of the commit, names are sorted,
// and no path of this machine is in the binaries.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, progress io.Writer) error {
	root, err := output(ctx, ".", nil, "go", "list", "-m", "-f", "{{.Dir}}")
	if err != nil {
		return err
	}
	r, err := newRelease(ctx, root, filepath.Join(root, "dist"))
	if err != nil {
		return err
	}
	if strings.HasSuffix(r.version, "-dirty") {
		fmt.Fprintln(progress, "warning: there are changes that are not committed: the version ends in -dirty")
	}
	if err := os.RemoveAll(r.dist); err != nil {
		return err
	}
	total := len(targets) + 3
	steps := 0
	step := func(name string, f func() error) error {
		steps++
		began := time.Now()
		fmt.Fprintf(progress, "[%d/%d] %s …\n", steps, total, name)
		if err := f(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		fmt.Fprintf(progress, "[%d/%d] %s: %.1f s\n", steps, total, name, time.Since(began).Seconds())
		return nil
	}
	goRun := func(args ...string) error {
		cmd := exec.CommandContext(ctx, "go", append([]string{"run"}, args...)...)
		cmd.Dir, cmd.Stdout, cmd.Stderr = root, progress, progress
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0") // as for the targets: what it compiles serves them
		return cmd.Run()
	}
	err = step("compiler for the tab", func() error { return goRun("./wasm/compiler") })
	if err == nil {
		err = step("assets", func() error { return goRun("./cmd/start", "-build", "-release") })
	}
	var archives []string
	for _, t := range targets {
		if err != nil {
			return err
		}
		name := r.archiveName(t)
		archives = append(archives, name)
		err = step(name, func() error { return r.build(ctx, t) })
	}
	if err != nil {
		return err
	}
	return step("SHA256SUMS", func() error { return writeSums(r.dist, archives) })
}

// release is what all archives have in common.
type release struct {
	root    string // folder of the module
	dist    string // folder of the archives
	version string
	time    time.Time // of the commit
}

// newRelease asks git for version and time.
func newRelease(ctx context.Context, root, dist string) (release, error) {
	r := release{root: root, dist: dist}
	var err error
	// Git's own choice of the hash's length depends on the clone.
	if r.version, err = output(ctx, root, nil, "git", "describe", "--tags", "--always", "--dirty", "--abbrev=12"); err != nil {
		return r, err
	}
	text, err := output(ctx, root, nil, "git", "log", "-1", "--format=%ct")
	if err != nil {
		return r, err
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return r, fmt.Errorf("time of the commit: %w", err)
	}
	r.time = time.Unix(seconds, 0).UTC()
	return r, nil
}

// output returns what a command prints, without the final newline. env is
// added to the environment.
func output(ctx context.Context, dir string, env []string, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return "", fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, strings.TrimSpace(string(exit.Stderr)))
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return strings.TrimSpace(string(out)), nil
}
