//go:build unix

package main

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// output is what a program has printed so far.
type output struct {
	t     *testing.T
	lines *bufio.Reader
	all   strings.Builder
}

// await reads until a line has text.
func (o *output) await(text string) {
	o.t.Helper()
	for {
		line, err := o.lines.ReadString('\n')
		o.all.WriteString(line)
		if strings.Contains(line, text) {
			return
		}
		if err != nil {
			o.t.Fatalf("no %q in:\n%s", text, &o.all)
		}
	}
}

// saver is a server that saves a file, and in its second process presses Ctrl-C. Both
// write their process ID, and loop.
const saver = `package echo

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"syscall"
)

func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	pid := fmt.Append(nil, os.Getpid())
	if _, err := os.Stat("first"); err != nil {
		os.WriteFile("first", pid, 0o600)
		os.WriteFile("saved.go", []byte("package echo\n"), 0o600)
	} else {
		os.WriteFile("second", pid, 0o600)
		syscall.Kill(os.Getppid(), syscall.SIGINT)
	}
	for {
	}
}
`

// TestWatch: a save checks again, also while checks run, and Ctrl-C leaves no process.
func TestWatch(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "shout")
	t.Setenv("HOME", t.TempDir())
	t.Setenv("GOCACHE", goCache(t))
	write := func(text string) {
		if err := os.WriteFile(filepath.Join(dir, "server.go"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("socketschool", "start", "echo/shout", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	cmd := exec.Command("socketschool", "check", "--watch", dir)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	stuck := time.AfterFunc(4*time.Minute, func() { _ = cmd.Process.Kill() })
	defer stuck.Stop()
	out := &output{t: t, lines: bufio.NewReader(stdout)}
	out.await("0 of 5 checks passed.")
	out.await("watching " + dir + ": save a Go file or go.mod to check again, or press Ctrl-C")
	write("package echo\n")
	out.await("checking again")
	out.await("The checks call func Serve")

	write(saver)
	rest, err := io.ReadAll(out.lines)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(rest); strings.Contains(text, "checks passed") || strings.Count(text, "checking again") != 2 {
		t.Errorf("both runs end before their reports, the first by a save:\n%s", text)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("Ctrl-C: %v", err)
	}
	for _, name := range []string{"first", "second"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		pid, err := strconv.Atoi(string(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
			t.Errorf("the %s process %d is still there: %v", name, pid, err)
		}
	}
}
