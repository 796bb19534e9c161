package codetools_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"socketschool/codetools"
	"socketschool/codetools/stdlib"
	"socketschool/compile/recipe"
)

var echo = recipe.Program{Slug: "echo", Port: 4040}

// packedEnv names the folder that command pack has written; without it the test runs pack.
const packedEnv = "SOCKETSCHOOL_PACKED"

// packed returns that folder.
var packed = sync.OnceValues(func() (string, error) {
	if dir := os.Getenv(packedEnv); dir != "" {
		return dir, nil
	}
	dir, err := os.MkdirTemp("", "codetools")
	if err != nil {
		return "", err
	}
	if out, err := exec.Command("go", "run", "./pack", dir).CombinedOutput(); err != nil {
		return "", fmt.Errorf("pack: %w\n%s", err, out)
	}
	return dir, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := packed(); err == nil && os.Getenv(packedEnv) == "" {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

func newTools(t testing.TB) *codetools.Tools {
	t.Helper()
	dir, err := packed()
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(filepath.Join(dir, "stdlib.bin"))
	if err != nil {
		t.Fatal(err)
	}
	library, err := stdlib.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	return codetools.New(library)
}

// TestCompilerAgrees runs TestFaults with the compiler's parser, as wasm/codetools.mjs
// builds the tools.
func TestCompilerAgrees(t *testing.T) {
	dir, err := packed()
	if err != nil {
		t.Fatal(err)
	}
	overlay := filepath.Join(dir, "overlay.json")
	cmd := exec.Command("go", "test", "-count=1", "-vet=off", "-overlay", overlay, "-tags", "compilersyntax", "-run", "^TestFaults$", ".")
	cmd.Env = append(os.Environ(), packedEnv+"="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
