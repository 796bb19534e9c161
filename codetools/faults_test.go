//go:build compilersyntax

package codetools_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rogpeppe/go-internal/txtar"

	"socketschool/compile/recipe"
)

// archives returns the files of the compiled packages, as a builder has them.
func archives(t *testing.T) map[string]string {
	t.Helper()
	tags := strings.Join(recipe.Tags(echo), ",")
	args := []string{"list", "-trimpath", "-tags", tags, "-export", "-deps", "-json=ImportPath,Export"}
	cmd := exec.Command("go", append(args, recipe.Roots()...)...)
	cmd.Env = append(os.Environ(), recipe.Env...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]string)
	dec := json.NewDecoder(bytes.NewReader(out))
	for {
		var p struct{ ImportPath, Export string }
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		if p.Export != "" {
			all[p.ImportPath] = p.Export
		}
	}
}

// compile returns the real compiler's problems.
func compile(t *testing.T, files, archives map[string]string) []recipe.Problem {
	t.Helper()
	if problems := recipe.Check(echo, files); len(problems) > 0 {
		return problems
	}
	dir := t.TempDir()
	plan := recipe.NewPlan(echo, files, dir, archives)
	for name, text := range plan.Files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range plan.Steps {
		if step.Kind != "compiling" {
			break
		}
		cmd := exec.Command("go", append([]string{"tool", step.Tool}, step.Args...)...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), recipe.Env...)
		if out, err := cmd.CombinedOutput(); err != nil {
			problems := plan.Problems(string(out))
			slices.SortStableFunc(problems, byPlace)
			return problems
		}
	}
	return nil
}

func byPlace(a, b recipe.Problem) int {
	if a.File != b.File {
		return strings.Compare(a.File, b.File)
	}
	if a.Line != b.Line {
		return a.Line - b.Line
	}
	return a.Column - b.Column
}

// otherColumn lists the programs in which go/types reports another column than the
// compiler, of the same line and in the same words. It has syntax trees of its own.
var otherColumn = []string{"call-arguments", "calls", "generics", "ranges"}

// TestFaults compares what Check reports with what the real compiler prints.
func TestFaults(t *testing.T) {
	tools, archives := newTools(t), archives(t)
	for name, files := range programs(t, "testdata/faults.txtar") {
		t.Run(name, func(t *testing.T) {
			want, got := compile(t, files, archives), tools.Check(echo, files)
			if len(want) == 0 {
				t.Error("the compiler finds no fault")
			}
			var ignored cmp.Options
			if slices.Contains(otherColumn, name) {
				ignored = append(ignored, cmpopts.IgnoreFields(recipe.Problem{}, "Column"))
			}
			if diff := cmp.Diff(want, got, ignored); diff != "" {
				t.Errorf("the compiler and Check differ (-compiler +check):\n%s", diff)
			}
		})
	}
}

// programs returns the programs of an archive, each of them text by base name.
func programs(t *testing.T, archive string) map[string]map[string]string {
	t.Helper()
	cases, err := txtar.ParseFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]map[string]string)
	for _, f := range cases.Files {
		name, file := path.Dir(f.Name), path.Base(f.Name)
		if name == "." {
			name, file = strings.TrimSuffix(file, ".go"), "server.go"
		}
		if all[name] == nil {
			all[name] = make(map[string]string)
		}
		all[name][file] = string(f.Data)
	}
	return all
}
