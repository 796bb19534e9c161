package main

import (
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	// As task test:go has it: the scripts start many programs.
	if err := os.Setenv("GORACE", "atexit_sleep_ms=20"); err != nil {
		panic(err)
	}
	testscript.Main(m, map[string]func(){"socketschool": main})
}

// TestScripts runs the command line as a shell would.
func TestScripts(t *testing.T) { runScripts(t, "testdata/script", "") }

// TestPlainScripts runs scripts with a program that the race detector does not watch:
// it makes the compression of an export, and the reading of all lessons, twenty times
// slower. The packages' own tests do that under its watch.
func TestPlainScripts(t *testing.T) {
	dir := t.TempDir()
	cmd := exec.Command("go", "build", "-o", filepath.Join(dir, "socketschool"+exeSuffix), ".")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	runScripts(t, "testdata/plain", dir+string(filepath.ListSeparator))
}

// runScripts runs the scripts of a folder. path comes before PATH. $TAKEN is an address
// that something else listens on, and $SOCKETSCHOOL the program, for a PATH without it.
// jsonlines fails if a line of standard output is no JSON in UTF-8. What is compiled
// goes to the cache of all tests.
func runScripts(t *testing.T, dir, path string) {
	cache := goCache(t)
	testscript.Run(t, testscript.Params{
		Dir:  dir,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"jsonlines": jsonLines},
		Setup: func(e *testscript.Env) error {
			ln, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				return err
			}
			e.Defer(func() { ln.Close() })
			e.Setenv("PATH", path+e.Getenv("PATH"))
			e.Setenv("TAKEN", ln.Addr().String())
			e.Setenv("GORACE", os.Getenv("GORACE"))
			e.Setenv("HOME", e.WorkDir+"/home")
			e.Setenv("GOFLAGS", "-mod=mod")
			e.Setenv("GOPROXY", "off")
			e.Setenv("GOCACHE", cache)
			program, err := exec.LookPath("socketschool")
			if err != nil {
				return err
			}
			e.Setenv("SOCKETSCHOOL", program)
			return nil
		},
	})
}

func jsonLines(ts *testscript.TestScript, _ bool, _ []string) {
	out := ts.ReadFile("stdout")
	if out == "" {
		ts.Fatalf("no lines")
	}
	for line := range strings.Lines(out) {
		if !json.Valid([]byte(line)) || !utf8.ValidString(line) || strings.ContainsFunc(strings.TrimSuffix(line, "\n"), unicode.IsControl) {
			ts.Fatalf("no line of JSON: %q", line)
		}
	}
}

func goCache(t *testing.T) string {
	t.Helper()
	cache, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(cache))
}

// TestCheckExitCodes: what is no verdict is neither 0 nor 1.
func TestCheckExitCodes(t *testing.T) {
	empty := t.TempDir()
	for _, tt := range []struct{ command, want string }{
		{"check --fast", "unknown flag --fast"},
		{"--log-format json check --fast", "unknown flag --fast"},
		{"check --log-format=yaml", "--log-format must be one of"},
		{"check a b", "unexpected argument b"},
		{"check " + empty, "there is no exercise in " + empty},
		{"--log-format json check " + empty, "there is no exercise in"},
	} {
		var out, errs strings.Builder
		code := run(t.Context(), strings.Fields(tt.command), &out, &errs)
		if code != 2 || out.Len() > 0 || !strings.Contains(errs.String(), tt.want) || strings.Count(errs.String(), "\n") != 1 {
			t.Errorf("%s: exit code %d, %s%s; want 2, %q", tt.command, code, &out, &errs, tt.want)
		}
	}
	var out, errs strings.Builder
	if code := run(t.Context(), []string{"exercises", "check"}, &out, &errs); code != 1 {
		t.Errorf("a wrong argument of another command: exit code %d, %s", code, &errs)
	}
}
