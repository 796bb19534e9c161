// Package checktest runs the checks of an exercise as a Go test.
package checktest

import (
	"context"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"socketschool/check"
	"socketschool/check/process"
	"socketschool/check/report"
	"socketschool/lab"
)

// Test runs the checks over TCP, in a process of its own, each as a subtest. It stops
// after the first that fails. It must be the first that the calling test does, once.
func Test(t *testing.T, program lab.Program, checks []check.Check) {
	t.Helper()
	if process.IsChild() {
		process.Main(program, checks)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	got, err := process.Run(t.Context(), process.Config{Command: func(ctx context.Context) *exec.Cmd {
		return exec.CommandContext(ctx, self, "-test.run="+pattern(t.Name()))
	}})
	if err != nil {
		t.Fatal(err)
	}
	source := os.DirFS(".")
	for _, r := range got.Results {
		t.Run(r.Name, func(t *testing.T) {
			if r.Outcome != check.Passed {
				t.Error("\n" + report.Text(r, report.Style{Source: source}))
			}
		})
	}
	for _, name := range got.Names[min(len(got.Results), len(got.Names)):] {
		t.Run(name, func(t *testing.T) { t.Skip("a check before it has failed") })
	}
}

// pattern returns what -test.run wants for one test.
func pattern(name string) string {
	parts := strings.Split(name, "/")
	for i, part := range parts {
		parts[i] = "^" + regexp.QuoteMeta(part) + "$"
	}
	return strings.Join(parts, "/")
}
