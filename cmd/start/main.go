// Command start builds Socket School from a clone and serves the playground:
//
//	go run ./cmd/start                      build what has changed, then serve
//	go run ./cmd/start --listen :9000       the same, with arguments of serve
//	go run ./cmd/start -build               build only
//	go run ./cmd/start -build -release      build with assets compressed as small as they get
//
// It uses the standard library alone, so that it runs within seconds on a
// machine that has nothing but Go. Steps that do not depend on each other run
// at the same time; one whose sources have not changed is skipped.
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
	"runtime"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

const usage = `Builds Socket School and serves the playground.

    go run ./cmd/start [-build] [-release] [-version VERSION] [arguments of serve]

    -build      build what has changed, and do not serve
    -release    compress assets as small as they get: half a minute longer
    -version    what the built program gives as its version

Everything else goes to serve: go run ./cmd/start --listen :9000
What there is for serve: go run ./cmd/start -build && bin/socketschool serve --help
`

// run returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var build, release bool
	var version string
	for ; len(args) > 0; args = args[1:] {
		switch args[0] {
		case "-build", "--build":
			build = true
			continue
		case "-release", "--release":
			release = true
			continue
		case "-version", "--version":
			if len(args) < 2 {
				fmt.Fprintln(stderr, "start: -version needs a version")
				return 1
			}
			version, args = args[1], args[1:]
			continue
		case "-h", "-help", "--help":
			fmt.Fprint(stdout, usage)
			return 0
		}
		break
	}
	root, err := moduleRoot()
	if err == nil {
		err = checkNode()
	}
	binary := filepath.Join(root, "bin", "socketschool")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	if err == nil {
		err = buildAll(ctx, steps(root, binary, release, version), newProgress(stderr))
	}
	if err != nil {
		fmt.Fprintln(stderr, "start:", err)
		return 1
	}
	if build {
		return 0
	}
	return serve(ctx, binary, args, stdout, stderr)
}

// moduleRoot returns the folder of go.mod, so that the command works from any
// folder of the clone.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("run this within the clone of socketschool")
		}
		dir = up
	}
}

const oldestNode = 20

// checkNode reports what to install where Node.js or npm is missing or too old.
func checkNode() error {
	const get = "(Debian: apt install nodejs npm; others: https://nodejs.org)"
	if _, err := exec.LookPath("npm"); err != nil {
		return fmt.Errorf("npm is missing: install Node.js %d or later %s", oldestNode, get)
	}
	out, err := exec.Command("node", "--version").Output()
	if err != nil {
		return fmt.Errorf("node is missing: install Node.js %d or later %s", oldestNode, get)
	}
	var major int
	if _, err := fmt.Sscanf(string(out), "v%d.", &major); err == nil && major < oldestNode {
		return fmt.Errorf("node is version %d: install Node.js %d or later %s", major, oldestNode, get)
	}
	return nil
}

// serve runs the playground until it ends. The playground gets signals as this
// process does.
func serve(ctx context.Context, binary string, args []string, stdout, stderr io.Writer) int {
	cmd := exec.CommandContext(ctx, binary, append([]string{"serve"}, args...)...)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() > 0 {
		return exit.ExitCode()
	}
	if err != nil && ctx.Err() == nil {
		fmt.Fprintln(stderr, "start:", err)
		return 1
	}
	return 0
}
