package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}

// module makes an empty module and enters it.
func module(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	write(t, filepath.Join(root, "go.mod"), "module x\n")
	t.Chdir(root)
	return root
}

// TestBuildAll builds again when a source changes or an output goes, and not
// otherwise.
func TestBuildAll(t *testing.T) {
	root := module(t)
	source, output := filepath.Join(root, "src", "a.go"), filepath.Join(root, "out")
	write(t, source, "1")
	write(t, filepath.Join(root, "src", "a_test.go"), "1")
	all := []step{
		{name: "second", after: []string{"first"}, command: []string{"go", "version"}},
		{name: "first", command: []string{"go", "env", "-changed"}, sources: []string{filepath.Join(root, "src") + "/**.go"}, outputs: []string{output}},
	}
	for _, tt := range []struct {
		name   string
		change func()
		want   bool // the first step runs
	}{
		{"at first", func() { write(t, output, "") }, true},
		{"unchanged", func() {}, false},
		{"a changed test", func() { write(t, filepath.Join(root, "src", "a_test.go"), "2") }, false},
		{"a changed source", func() { write(t, source, "2") }, true},
		{"a lost output", func() { os.Remove(output) }, true},
	} {
		tt.change()
		var out bytes.Buffer
		if err := buildAll(t.Context(), all, newProgress(&out)); err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if got := strings.Contains(out.String(), "building: first"); got != tt.want {
			t.Errorf("%s: the step runs: %v, want %v\n%s", tt.name, got, tt.want, &out)
		}
		if !strings.Contains(out.String(), "[2/2] second: ") {
			t.Errorf("%s: the count of steps is missing:\n%s", tt.name, &out)
		}
	}
}

func TestFailure(t *testing.T) {
	module(t)
	all := []step{
		{name: "first", command: []string{"go", "build", "./nothing"}},
		{name: "second", after: []string{"first"}, command: []string{"go", "version"}},
	}
	var out bytes.Buffer
	err := buildAll(t.Context(), all, newProgress(&out))
	if err == nil || !strings.Contains(err.Error(), "first: go build ./nothing: exit status 1\n") {
		t.Errorf("got %v", err)
	}
	if strings.Contains(out.String(), "second") {
		t.Errorf("a step after a failed one runs:\n%s", &out)
	}
}
