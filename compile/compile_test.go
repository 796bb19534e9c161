package compile_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"socketschool"
	"socketschool/compile"
	"socketschool/compile/recipe"
)

var (
	echo   = recipe.Program{Slug: "echo", Port: 4040}
	secure = recipe.Program{Slug: "secure", Port: 4043, TLS: true}
)

// cacheDir is where the tests of this package have archives and modules, so that the
// archives are built once.
var cacheDir string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "socketschool-compile-test-")
	if err != nil {
		panic(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		panic(err)
	}
	cacheDir = dir
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// newCompiler returns a compiler whose temporary folders lie in a folder of the test,
// which must be empty at the end.
func newCompiler(t *testing.T, change ...func(*compile.Config)) *compile.Compiler {
	t.Helper()
	temp, err := os.MkdirTemp("", "socketschool-temp-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(temp, 0o777); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", temp)
	toolchain, err := compile.FindToolchain(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	cfg := compile.Config{Toolchain: toolchain, Sources: socketschool.TabSources, Dir: cacheDir}
	for _, f := range change {
		f(&cfg)
	}
	c, err := compile.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Close()
		if left, _ := filepath.Glob(filepath.Join(temp, "*")); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
		_ = os.RemoveAll(temp)
	})
	return c
}

// filesOf returns the files of a program, with a text of its server replaced.
func filesOf(t *testing.T, p recipe.Program, replacements ...string) map[string]string {
	t.Helper()
	files := make(map[string]string)
	names, err := socketschool.TabSources.ReadDir("server/" + p.Slug)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range names {
		name := entry.Name()
		text, err := socketschool.TabSources.ReadFile("server/" + p.Slug + "/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if name != "sources.go" && !strings.HasSuffix(name, "_test.go") {
			files[name] = string(text)
		}
	}
	for i := 0; i+1 < len(replacements); i += 2 {
		if !strings.Contains(files["server.go"], replacements[i]) {
			t.Fatalf("the server has no %q", replacements[i])
		}
		files["server.go"] = strings.Replace(files["server.go"], replacements[i], replacements[i+1], 1)
	}
	return files
}

func ignore(compile.Progress) {}

// read returns a stored module.
func read(t *testing.T, c *compile.Compiler, module string) []byte {
	t.Helper()
	file, err := c.Open(module)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	packed, err := io.ReadAll(file)
	if err != nil || int64(len(packed)) != file.Size() {
		t.Fatalf("%d bytes of %d: %v", len(packed), file.Size(), err)
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	wasm, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return wasm
}

const send = "conn.Write(buf[:n])"

func TestBuild(t *testing.T) {
	c := newCompiler(t)
	files := filesOf(t, echo, send, "conn.Write([]byte(string(buf[:n])))")
	var steps []string
	record := func(p compile.Progress) {
		if len(steps) == 0 || steps[len(steps)-1] != p.Step {
			steps = append(steps, p.Step)
		}
	}
	module, err := c.Build(t.Context(), learner("me"), echo, files, record)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(steps, " "); !strings.HasSuffix(got, "compiling linking") {
		t.Errorf("the steps are %s", got)
	}
	if wasm := read(t, c, module); !strings.HasPrefix(string(wasm), "\x00asm") || len(wasm) < 1<<20 {
		t.Errorf("%d bytes are no module", len(wasm))
	}
	steps = nil
	again, err := c.Build(t.Context(), learner("other"), echo, files, record)
	if err != nil || again != module || len(steps) > 0 {
		t.Errorf("the second build takes %v and returns %s, %v: not the stored one", steps, again, err)
	}
	other, err := c.Build(t.Context(), learner("me"), secure, filesOf(t, secure), ignore)
	if err != nil || other == module {
		t.Errorf("a program with TLS: %v", err)
	}
	if _, err := c.Build(t.Context(), learner("me"), recipe.Program{Slug: "echo", Port: 1}, files, ignore); err != nil {
		t.Error(err)
	}
}

// TestUser: a host that is root has compiler and linker run as another user.
func TestUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can take another user")
	}
	c := newCompiler(t)
	checked := false
	_, err := c.Build(t.Context(), learner("me"), echo, filesOf(t, echo, send, "conn.Write(append(buf[:n], 'u'))"), func(p compile.Progress) {
		if p.Step != "linking" {
			return
		}
		written, _ := filepath.Glob(filepath.Join(os.TempDir(), "socketschool-build-*", "package.a"))
		for _, file := range written {
			info, err := os.Stat(file)
			if err != nil {
				t.Error(err)
				continue
			}
			checked = true
			if owner := fmt.Sprintf("%+v", info.Sys()); !strings.Contains(owner, "Uid:65534") {
				t.Errorf("the compiler's file has the owner %s", owner)
			}
		}
	})
	if err != nil || !checked {
		t.Errorf("not checked: %v", err)
	}
}

// TestCancel: the build ends with its caller, and the next one is not held up.
func TestCancel(t *testing.T) {
	c := newCompiler(t)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := c.Build(ctx, learner("me"), echo, filesOf(t, echo, send, "conn.Write(append(buf[:n], 'c'))"), func(p compile.Progress) {
		if p.Step == "compiling" {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled build returns %v", err)
	}
	if _, err := c.Build(t.Context(), learner("me"), echo, filesOf(t, echo, send, "conn.Write(append(buf[:n], 'd'))"), ignore); err != nil {
		t.Error(err)
	}
}

// learner returns a learner with a session, at the address that all of a test share.
func learner(session string) compile.Learner {
	return compile.Learner{Session: session, Address: "192.0.2.1"}
}
