package recipe_test

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"socketschool/compile/recipe"
)

// archives returns what recipe.NewPlan takes, from the go command's cache.
var archives = sync.OnceValues(func() (map[string]string, error) {
	args := []string{"list", "-export", "-deps", "-trimpath", "-tags=" + strings.Join(recipe.Tags(echo), ","), "-json=ImportPath,Export"}
	cmd := exec.Command("go", append(args, recipe.Roots()...)...)
	cmd.Env = append(os.Environ(), recipe.Env...)
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	files := make(map[string]string)
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct{ ImportPath, Export string }
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return files, nil
		} else if err != nil {
			return nil, err
		}
		if p.Export != "" {
			files[p.ImportPath] = p.Export
		}
	}
})

// toolDir returns the folder of the toolchain's programs.
var toolDir = sync.OnceValues(func() (string, error) {
	out, err := exec.Command("go", "env", "GOTOOLDIR").Output()
	return strings.TrimSpace(string(out)), err
})

// run carries out the plan for the files in a folder of the test. It returns the
// module, or the problems of the step that failed.
func run(t *testing.T, files map[string]string) ([]byte, recipe.Problems) {
	t.Helper()
	archives, err := archives()
	if err != nil {
		t.Fatal(err)
	}
	tools, err := toolDir()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	plan := recipe.NewPlan(echo, files, filepath.ToSlash(dir), archives)
	for name, text := range plan.Files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range plan.Steps {
		cmd := exec.Command(filepath.Join(tools, step.Tool), step.Args...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), recipe.Env...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			return nil, plan.Problems(string(out))
		}
		if len(out) > 0 {
			t.Errorf("%s prints %s", step.Tool, out)
		}
	}
	module, err := os.ReadFile(filepath.Join(dir, plan.Module))
	if err != nil {
		t.Fatal(err)
	}
	return module, nil
}

func echoServer(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("../../server/echo/server.go")
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{"server.go": string(text)}
}

func TestPlan(t *testing.T) {
	module, problems := run(t, echoServer(t))
	if problems != nil {
		t.Fatal(problems)
	}
	if !strings.Contains(string(module), "socketschool/server/echo/server.go") {
		t.Error("the module does not name the source file as the lesson's does")
	}
	if dir, _ := os.Getwd(); strings.Contains(string(module), os.TempDir()+"/") || strings.Contains(string(module), dir) {
		t.Error("the module has a path of this machine")
	}
	if _, err := recipe.CapMemory(module, recipe.MaxPages); err != nil {
		t.Error(err)
	}
}

func TestProblems(t *testing.T) {
	const serve = "package echo\n\nimport (\n\t\"context\"\n\t\"log/slog\"\n\t\"net\"\n)\n\n" +
		"func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error { return nil }\n"
	tests := []struct {
		name  string
		files map[string]string
		want  []recipe.Problem // the message's beginning
	}{
		{"two type errors", map[string]string{"server.go": serve, "room.go": "package echo\n\nvar x int = \"a\"\nvar y = z\n"}, []recipe.Problem{
			{File: "room.go", Line: 3, Column: 13, Message: `cannot use "a"`}, {File: "room.go", Line: 4, Column: 9, Message: "undefined: z"}}},
		{"columns are bytes", map[string]string{"server.go": "package echo\n\nvar x = \"ä\" + y\n"}, []recipe.Problem{
			{File: "server.go", Line: 3, Column: 16, Message: "undefined: y"}}},
		{"a syntax error", map[string]string{"server.go": "package echo\n\nfunc {"}, []recipe.Problem{
			{File: "server.go", Line: 3, Column: 6, Message: "syntax error: unexpected {"}}},
		{"a function without body", map[string]string{"server.go": serve + "\nfunc x()\n"}, []recipe.Problem{
			{File: "server.go", Line: 11, Column: 6, Message: "missing function body"}}},
		{"other places are of the learner's files", map[string]string{"server.go": serve, "room.go": "package echo\n\nvar Serve = 1\nfunc y() { L: goto L; L: }\n"}, []recipe.Problem{
			{File: "room.go", Line: 4, Column: 23, Message: "label L already defined at room.go:4:12"},
			{File: "server.go", Line: 9, Column: 6, Message: "Serve redeclared in this block\n\troom.go:3:5: other declaration of Serve"}}},
		{"an array too large for the back end", map[string]string{"server.go": serve, "main.go": "package echo\n\nvar big [1 << 40]byte\nfunc init() { big[0] = 1 }\n"}, []recipe.Problem{
			{File: "main.go", Line: 3, Column: 5, Message: "big: symbol too large (1099511627776 bytes"}}},
		{"a stack frame too large", map[string]string{"server.go": serve, "main.go": "package echo\n\nfunc g(x [1 << 31]byte) {}\n"}, []recipe.Problem{
			{File: "main.go", Line: 3, Column: 6, Message: "stack frame too large"}}},
		{"a type beyond the address space", map[string]string{"server.go": serve, "room.go": "package echo\n\nvar big [1 << 60]byte\n"}, []recipe.Problem{
			{File: "room.go", Line: 3, Column: 5, Message: "type [1152921504606846976]byte larger than"}}},
		{"no Serve", map[string]string{"server.go": "package echo\n", "room.go": "package echo\n"}, []recipe.Problem{
			{File: "server.go", Line: 1, Column: 1, Message: "server.go has no function Serve: the lab calls func Serve(ctx"}}},
		{"serve in small letters", map[string]string{"server.go": strings.Replace(serve, "Serve", "serve", 1)}, []recipe.Problem{
			{File: "server.go", Line: 1, Column: 1, Message: "server.go has no function Serve"}}},
		{"another Serve", map[string]string{"server.go": "package echo\n\nfunc Serve(n int) {}\n"}, []recipe.Problem{
			{File: "server.go", Line: 3, Column: 6, Message: "Serve is func(n int), and the lab calls func Serve(ctx"}}},
		{"Serve is a variable", map[string]string{"a.go": "package echo\n\nvar Serve = 5\n"}, []recipe.Problem{
			{File: "a.go", Line: 3, Column: 5, Message: "Serve is int, and the lab calls"}}},
		{"Serve is a type", map[string]string{"a.go": "package echo\n\ntype Serve struct{}\n"}, []recipe.Problem{
			{File: "a.go", Line: 3, Column: 6, Message: "the lab cannot call this Serve"}}},
		{"a generic Serve", map[string]string{"a.go": "package echo\n\nfunc Serve[T any](t T) {}\n"}, []recipe.Problem{
			{File: "a.go", Line: 3, Column: 6, Message: "the lab cannot call this Serve"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, problems := run(t, tt.files)
			if len(problems) < len(tt.want) || len(problems) > 2 {
				t.Fatalf("%v", problems)
			}
			for i, want := range tt.want {
				got := problems[i]
				if !strings.HasPrefix(got.Message, want.Message) || got.File != want.File || got.Line != want.Line || got.Column != want.Column {
					t.Errorf("%+v, want %+v", got, want)
				}
			}
		})
	}
}

// TestNoMemory: a tool that has no more memory may end in several ways.
func TestNoMemory(t *testing.T) {
	plan := recipe.NewPlan(recipe.Program{Slug: "echo"}, map[string]string{"server.go": "package echo\n"}, "/build", nil)
	for _, output := range []string{
		"fatal error: out of memory allocating heap arena metadata\n\nruntime stack:\n",
		"fatal error: runtime: cannot allocate memory\n\nruntime stack:\n",
		"SIGSEGV: segmentation violation\nPC=0x43cefd m=2 sigcode=1 addr=0x0\n\ngoroutine 0 gp=0xf861b250960 m=2 mp=0xf861b28e808 [idle]:\nruntime.(*spanQueue).tryDrain(0xf8600000400?, 0x446879?, 0x1b6c7800?)\n",
		"fatal error: unexpected signal during runtime execution\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x43cefd]\n",
	} {
		if got := plan.Problems(output); !slices.Equal(got, recipe.TooMuchMemory) {
			t.Errorf("%.60q: %v", output, got)
		}
	}
	nilPointer := "panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1]\n"
	if got := plan.Problems(nilPointer); slices.Equal(got, recipe.TooMuchMemory) {
		t.Error("a fault of the compiler is taken for a lack of memory")
	}
}

// TestClosedImports: of a package that is not allowed, the compiler finds no archive.
// Package unsafe is part of the compiler: Check alone keeps it out.
func TestClosedImports(t *testing.T) {
	for _, path := range []string{"syscall/js", "internal/poll", "os/exec", "net/http", "socketschool/lab"} {
		files := maps.Clone(echoServer(t))
		files["more.go"] = "package echo\n\nimport _ \"" + path + "\"\n"
		_, problems := run(t, files)
		if len(problems) == 0 || problems[0].File != "more.go" || !strings.Contains(problems[0].Message, "could not import") {
			t.Errorf("%s: %v", path, problems)
		}
	}
}
