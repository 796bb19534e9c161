package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// addressLine is what the README's run command prints when it serves.
const addressLine = "Socket School is at "

// firstRun does what a newcomer does: it clones the repository in the current
// folder, runs the README's command with empty caches of Go and npm, and writes
// the time until the address is printed, with the build's own account of its
// parts. Then it runs the command again, with nothing changed.
func firstRun(ctx context.Context, stdout io.Writer) error {
	dir, err := os.MkdirTemp("", "socketschool-first-run-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	clone := filepath.Join(dir, "clone")
	if out, err := exec.CommandContext(ctx, "git", "clone", "--quiet", ".", clone).CombinedOutput(); err != nil {
		return fmt.Errorf("git clone: %w\n%s", err, out)
	}
	for _, name := range []string{"first run, empty caches", "again, nothing changed"} {
		took, err := runUntilServed(ctx, clone, dir, stdout)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		fmt.Fprintf(stdout, "%s: %.1f s until the address was printed\n", name, took.Seconds())
	}
	return nil
}

// runUntilServed runs the command in the clone until it serves, and ends it.
func runUntilServed(ctx context.Context, clone, caches string, parts io.Writer) (time.Duration, error) {
	cmd := exec.CommandContext(ctx, "go", "run", "./cmd/start", "--listen", "127.0.0.1:0")
	cmd.Dir = clone
	cmd.Env = append(os.Environ(),
		"GOCACHE="+filepath.Join(caches, "go-build"), "GOMODCACHE="+filepath.Join(caches, "go-mod"),
		"GOFLAGS=-modcacherw", "npm_config_cache="+filepath.Join(caches, "npm"))
	leadGroup(cmd) // go run has children
	cmd.Stderr = parts
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	served := time.Duration(0)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), addressLine) {
			served = time.Since(began)
			break
		}
	}
	endGroup(cmd)
	err = cmd.Wait()
	if served == 0 {
		return 0, errors.Join(errors.New("it ended without printing an address"), err)
	}
	return served, nil
}
