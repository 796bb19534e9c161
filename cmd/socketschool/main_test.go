package main

import (
	"net"
	"os/exec"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"socketschool": main})
}

// TestScripts runs the command line as a shell would. $TAKEN is an address that
// something else listens on, and $SOCKETSCHOOL the program, for a PATH without it.
// What is compiled goes to the cache of all tests.
func TestScripts(t *testing.T) {
	cache := goCache(t)
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			ln, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				return err
			}
			e.Defer(func() { ln.Close() })
			e.Setenv("TAKEN", ln.Addr().String())
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
	for _, args := range [][]string{{"check", "--fast"}, {"check", t.TempDir()}, {"check", "a", "b"}} {
		var out, errs strings.Builder
		if code := run(t.Context(), args, &out, &errs); code != 2 || out.Len() > 0 || strings.Count(errs.String(), "\n") != 1 {
			t.Errorf("%q: exit code %d, %s%s", args, code, &out, &errs)
		}
	}
}
