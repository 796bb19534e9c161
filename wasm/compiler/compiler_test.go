//go:build !js

package main

import (
	"bytes"
	"crypto/sha256"
	"go/format"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTrim: the installed toolchain has the declarations, and what is left of its
// files is valid and only for wasm.
func TestTrim(t *testing.T) {
	goroot, err := findGoroot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, declaration := range trimmed {
		text, err := os.ReadFile(filepath.Join(goroot, "src", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		short, err := trim(text, declaration)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if bytes.Count(short, []byte("\n")) != bytes.Count(text, []byte("\n")) {
			t.Errorf("%s: lines have moved", name)
		}
		if _, err := format.Source(short); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if strings.Contains(string(short), "internal/arm64") || !strings.Contains(string(short), "wasm") {
			t.Errorf("%s has other architectures, or lacks wasm", name)
		}
	}
	if _, err := trim([]byte("package main\n\nfunc main() {}\n"), "main"); err == nil {
		t.Error("a file in which nothing depends on the architecture is accepted")
	}
	if _, err := trim([]byte("package main\n"), "main"); err == nil {
		t.Error("a file without the declaration is accepted")
	}
}

func TestPack(t *testing.T) {
	got, err := pack([]entry{{"index.json", []byte("{}")}, {"fmt.a", []byte("hello")}})
	if err != nil {
		t.Fatal(err)
	}
	want := "socketschool pack 1\n\x1e\x00\x00\x00" + `[["fmt.a",5],["index.json",2]]` + "hello{}"
	if string(got) != want { // static/transport/tab/compiler/pack.test.js reads the same
		t.Errorf("%q, want %q", got, want)
	}
}

// TestReproducible: two runs in different folders give the same bytes. It needs the
// toolchain's packages in the go command's cache, for else it takes minutes: it runs
// where `task compiler` has run.
func TestReproducible(t *testing.T) {
	if _, err := os.Stat("built"); err != nil {
		t.Skip("the compiler for the tab is not built here")
	}
	t.Chdir("../..")
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_CACHE_HOME", cache)
	var runs [2]map[string][sha256.Size]byte
	for i := range runs {
		t.Setenv("TMPDIR", t.TempDir())
		dir := t.TempDir()
		if err := run(t.Context(), dir, io.Discard); err != nil {
			t.Fatal(err)
		}
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		runs[i] = make(map[string][sha256.Size]byte)
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			runs[i][filepath.Base(file)] = sha256.Sum256(content)
			if bytes.Contains(content, []byte(dir)) || bytes.Contains(content, []byte(os.TempDir()+"/")) {
				t.Errorf("%s has a path of this machine", file)
			}
		}
	}
	if len(runs[0]) != 4 {
		t.Errorf("%d parts", len(runs[0]))
	}
	for name, sum := range runs[0] {
		if runs[1][name] != sum {
			t.Errorf("%s differs from run to run", name)
		}
	}
}
