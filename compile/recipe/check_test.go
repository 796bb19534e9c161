package recipe_test

import (
	"fmt"
	"strings"
	"testing"

	"socketschool/compile/recipe"
)

var echo = recipe.Program{Slug: "echo", Port: 4040}

func TestCheck(t *testing.T) {
	one := func(text string) map[string]string { return map[string]string{"server.go": text} }
	named := func(name string) map[string]string { return map[string]string{name: "package echo\n"} }
	imports := func(path string) map[string]string { return one("package echo\n\nimport _ \"" + path + "\"\n") }
	many := make(map[string]string)
	for i := range recipe.MaxFiles + 1 {
		many[fmt.Sprintf("f%d.go", i)] = "package echo\n"
	}
	tests := []struct {
		name  string
		files map[string]string
		line  int
		want  string
	}{
		{"no files", nil, 0, "no file"},
		{"too many files", many, 0, "17 files"},
		{"too large", one("package echo\n" + strings.Repeat("// x\n", 20_000)), 0, "at most 65536 (64 KiB)"},
		{"a path", named("../x.go"), 0, `"../x.go"`},
		{"a path of Windows", named(`a\x.go`), 0, "small letters"},
		{"an absolute path", named("/tmp/x.go"), 0, "small letters"},
		{"a drive", named("c:x.go"), 0, "small letters"},
		{"a NUL in a name", named("x\x00.go"), 0, "small letters"},
		{"an option", named("-o.go"), 0, "small letters"},
		{"a response file", named("@x.go"), 0, "small letters"},
		{"a hidden file", named("_x.go"), 0, "small letters"},
		{"capitals", named("Server.go"), 0, "small letters"},
		{"a long name", named(strings.Repeat("a", 300) + ".go"), 0, "small letters"},
		{"a new line", named("x.go\n"), 0, "small letters"},
		{"assembly", named("x.s"), 0, "small letters"},
		{"a test", named("x_test.go"), 0, "for tests"},
		{"a system", named("x_windows.go"), 0, "name of a system"},
		{"a processor", named("x_amd64.go"), 0, "name of a system"},
		{"another package", one("// Hello.\npackage main\n"), 2, "package main; the files of this program are in package echo"},
		{"an import from elsewhere", imports("example.org/evil"), 3, "no modules here"},
		{"an import of this module", imports("socketschool/lab"), 3, "socketschool/lab"},
		{"an import cycle", imports("socketschool/server/echo"), 3, "socketschool/server/echo"},
		{"an import of a sibling", imports("./../../lab"), 3, "standard library"},
		{"an internal package", imports("internal/poll"), 3, "standard library"},
		{"cgo", imports("C"), 3, "C compiler"},
		{"unsafe", imports("unsafe"), 3, "memory of the whole program"},
		{"JavaScript", imports("syscall/js"), 3, "standard library"},
		{"embed", imports("embed"), 3, "standard library"},
		{"os/exec", imports("os/exec"), 3, "standard library"},
		{"HTTP", imports("net/http"), 3, "browser's own requests"},
		{"embedding", one("package echo\n\n//go:embed /etc/passwd\nvar x string\n"), 3, "//go:"},
		{"linkname", one("package echo\n\nfunc x()\n//go:linkname x runtime.x\n"), 4, "//go:"},
		{"a function of the page", one("package echo\n\n//go:wasmimport gojs x\nfunc x()\n"), 3, "//go:"},
		{"a line directive", one("package echo\n//line /etc/passwd:1\n"), 2, "//line"},
		{"a line directive in a line", one("package echo\n/*line /etc/passwd:1*/\n"), 2, "/*line"},
		{"a line directive before the package", one("/*line x.go:1*/package echo\n\nimport \"C\"\n"), 3, "C compiler"},
		{"an old build line", one("package echo\n// +build ignore\n"), 2, "+build"},
		{"an old build line without a space", one("//+build ignore\n\npackage echo\n"), 1, "+build"},
		{"not UTF-8", one("package echo\n// \xff\n"), 2, "UTF-8"},
		{"NUL", one("package echo\n// x\x00\n"), 2, "UTF-8"},
		{"a syntax error in the imports", one("package echo\n\nimport 5\n"), 3, "import"},
		{"an empty file", one(""), 1, "package"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			problems := recipe.Check(echo, tt.files)
			if len(problems) == 0 {
				t.Fatal("no problem")
			}
			first := problems[0]
			if first.Line != tt.line || (first.Line > 0) != (first.File == "server.go") || (first.Column > 0) != (first.Line > 0) || !strings.Contains(first.Message, tt.want) {
				t.Errorf("the first problem is %+v, want line %d and %q", first, tt.line, tt.want)
			}
		})
	}
}

func TestCheckAccepts(t *testing.T) {
	for _, files := range []map[string]string{
		{"server.go": "package echo\n\nimport \"net\"\n"},
		{"server.go": "package echo\n", "two_words2.go": "package echo // \uFFFD, //go:embed is text\n"},
		{"linux.go": "package echo\n\nfunc {"}, // an error for the compiler
	} {
		if problems := recipe.Check(echo, files); len(problems) > 0 {
			t.Errorf("%v: %v", files, problems)
		}
	}
}

func FuzzCheck(f *testing.F) {
	f.Add("server.go", "package echo\n\nimport \"net\"\n//line x:1\n")
	f.Fuzz(func(t *testing.T, name, text string) {
		for _, p := range recipe.Check(echo, map[string]string{name: text}) {
			if p.Message == "" || p.Line < 0 || p.Column < 0 {
				t.Errorf("%q: %+v", text, p)
			}
		}
	})
}
