package lessons_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/format"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"socketschool/lessons"
	"socketschool/server"
)

var (
	only    = flag.String("exercise", "", "prove this exercise alone, such as echo/shout")
	clock   = flag.Int("clock", 5, "how often each right answer must pass by the clock")
	virtual = flag.Int("virtual", 20, "how often each right answer must pass in virtual time")
)

// TestExercises proves every exercise: package proof says how. `go test ./lessons -run
// Exercises -exercise echo/shout -v` proves one.
func TestExercises(t *testing.T) {
	overlay, names := writeProofs(t)
	t.Run("native", func(t *testing.T) {
		t.Parallel()
		out := run(t, exec.CommandContext(t.Context(), buildProof(t, overlay), proofArgs(t, "-test.parallel=8")...))
		for _, name := range names {
			mustProve(t, out, name)
		}
	})
	// A program as WebAssembly has one thread, which what a faulty server leaves running
	// slows down: each exercise has a process of its own.
	t.Run("tab", func(t *testing.T) {
		t.Parallel()
		module := buildProof(t, overlay, "GOOS=js", "GOARCH=wasm")
		for _, name := range names {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				lesson, exercise, _ := strings.Cut(name, "/")
				args := proofArgs(t, "-test.parallel=4", fmt.Sprintf("-test.run=/^%s$/^%s$", lesson, exercise))
				cmd := exec.CommandContext(t.Context(), jsExec(t), append([]string{module}, args...)...)
				cmd.Env = []string{"PATH=" + os.Getenv("PATH")} // WebAssembly has room for little
				mustProve(t, run(t, cmd), name)
			})
		}
	})
}

// buildProof builds package proof with the overlay, and returns the program's path.
func buildProof(t *testing.T, overlay string, env ...string) string {
	file := filepath.Join(t.TempDir(), "proof")
	cmd := exec.CommandContext(t.Context(), "go", "test", "-c", "-vet=off", "-overlay", overlay, "-o", file, "./check/proof")
	cmd.Dir = ".."
	cmd.Env = append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return file
}

// proofArgs returns the arguments of package proof's program, with more.
func proofArgs(t *testing.T, more ...string) []string {
	args := append(more, "-test.v", fmt.Sprintf("-clock=%d", *clock), fmt.Sprintf("-virtual=%d", *virtual))
	if deadline, ok := t.Deadline(); ok {
		args = append(args, fmt.Sprintf("-test.timeout=%v", time.Until(deadline)))
	}
	return args
}

// run runs a command, and returns its output.
func run(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	} else if testing.Verbose() {
		t.Logf("%s", out)
	}
	return string(out)
}

// mustProve checks that the output has all three proofs of an exercise.
func mustProve(t *testing.T, out, exercise string) {
	t.Helper()
	for _, proof := range []string{
		"TestRight/" + exercise + "/solution", "TestRightInVirtualTime/" + exercise + "/solution", "TestFaulty/" + exercise + "/starter",
	} {
		if !strings.Contains(out, "--- PASS: "+proof+" ") {
			t.Errorf("%s did not run, or failed", proof)
		}
	}
}

// jsExec returns the command that runs a WebAssembly program in Node.js.
func jsExec(t *testing.T) string {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(strings.TrimSpace(string(root)), "lib/wasm/go_js_wasm_exec")
}

// writeProofs writes an overlay with a package of each variant and of each exercise's
// checks, and the catalogue of them. It returns the names of the exercises.
func writeProofs(t *testing.T) (overlay string, names []string) {
	dir := t.TempDir()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	replace := map[string]string{}
	add := func(path, text string) {
		file := filepath.Join(dir, fmt.Sprintf("%d.go", len(replace)))
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		replace[filepath.Join(root, "check/proof", path)] = file
	}
	all, err := lessons.Load(func(slug string) (lessons.Program, bool) {
		p, ok := server.Find(slug)
		return lessons.Program{Slug: p.Slug, Port: p.Port, TLS: p.TLS, Sources: p.Sources}, ok
	})
	if err != nil {
		t.Fatal(err)
	}
	var imports, entries strings.Builder
	for _, l := range all {
		for _, e := range l.Exercises {
			name := l.Slug + "/" + e.Name
			if *only != "" && *only != name {
				continue
			}
			names = append(names, name)
			folder := "programs/" + name
			add(folder+"/checks/check.go", e.CheckFile)
			id := fmt.Sprintf("e%d", len(replace))
			fmt.Fprintf(&imports, "%s_checks %q\n", id, "socketschool/check/proof/"+folder+"/checks")
			for i, v := range e.Variants() {
				for _, file := range slices.Sorted(maps.Keys(v.Files)) {
					add(folder+"/"+v.Name+"/"+file, v.Files[file])
				}
				fmt.Fprintf(&imports, "%s_%d %q\n", id, i, "socketschool/check/proof/"+folder+"/"+v.Name)
				fmt.Fprintf(&entries, "{Exercise: %q, Name: %q, Sees: %q, TLS: %t, Serve: %s_%d.Serve, Checks: %s_checks.Checks},\n",
					name, v.Name, v.Sees, l.Program.TLS, id, i, id)
			}
		}
	}
	if entries.Len() == 0 {
		t.Fatalf("there is no exercise %q", *only)
	}
	text := fmt.Sprintf("package proof\n\nimport (\n%s)\n\nfunc init() {\nvariants = []Variant{\n%s}\n}\n", &imports, &entries)
	formatted, err := format.Source([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	add("catalog.go", string(formatted))
	overlay = filepath.Join(dir, "overlay.json")
	content, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(overlay, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return overlay, names
}
