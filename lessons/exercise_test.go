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
	overlay := writeProofs(t)
	for name, args := range map[string][]string{
		"native": {"test", "-overlay", overlay, "./check/proof", "-count=1", "-vet=off", "-parallel=8"},
		"tab":    {"test", "-overlay", overlay, "-exec", jsExec(t), "./check/proof", "-count=1", "-vet=off", "-parallel=1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if testing.Verbose() {
				args = append(args, "-v")
			}
			args = append(args, fmt.Sprintf("-clock=%d", *clock), fmt.Sprintf("-virtual=%d", *virtual))
			if deadline, ok := t.Deadline(); ok {
				args = append(args, fmt.Sprintf("-timeout=%v", time.Until(deadline)))
			} else {
				args = append(args, "-timeout=0")
			}
			cmd := exec.CommandContext(t.Context(), "go", args...)
			cmd.Dir = ".."
			if name == "tab" {
				cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
			}
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Errorf("%v\n%s", err, out)
			} else if testing.Verbose() {
				t.Logf("%s", out)
			}
		})
	}
}

// jsExec returns what runs a program in Node.js, without the environment: WebAssembly
// has room for little.
func jsExec(t *testing.T) string {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("env -i 'PATH=%s' '%s/lib/wasm/go_js_wasm_exec'", os.Getenv("PATH"), strings.TrimSpace(string(root)))
}

// writeProofs writes an overlay with a package of each variant and of each exercise's
// checks, and the catalogue of them.
func writeProofs(t *testing.T) (overlay string) {
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
	return overlay
}
