package recipe

import (
	"errors"
	"fmt"
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/scanner"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Check returns what keeps the files from being given to the compiler: all files of
// the program's package, text by base name. Faults behind a file's imports are left
// to the compiler.
func Check(p Program, files map[string]string) Problems {
	if problems := checkNames(files); len(problems) > 0 {
		return problems
	}
	var problems Problems
	for _, name := range sortedNames(files) {
		problems = append(problems, checkFile(p, name, files[name])...)
	}
	return problems
}

func sortedNames(files map[string]string) []string { return slices.Sorted(maps.Keys(files)) }

// checkNames checks number, size and names of the files.
func checkNames(files map[string]string) Problems {
	switch size := totalSize(files); {
	case len(files) == 0:
		return Problems{{Message: "there is no file to build"}}
	case len(files) > MaxFiles:
		return Problems{{Message: fmt.Sprintf("the program has %d files: it may have at most %d", len(files), MaxFiles)}}
	case size > MaxSource:
		return Problems{{Message: fmt.Sprintf("the program has %d bytes of source: it may have at most %d (%d KiB)", size, MaxSource, MaxSource>>10)}}
	}
	var problems Problems
	for _, name := range sortedNames(files) {
		if reason := badName(name); reason != "" {
			problems = append(problems, Problem{Message: fmt.Sprintf("a file cannot be called %q here: %s", shorten(name), reason)})
		}
	}
	return problems
}

func totalSize(files map[string]string) (size int) {
	for _, text := range files {
		size += len(text)
	}
	return size
}

var (
	safeName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,60}\.go$`)

	// platforms are the suffixes by which the go command leaves files out.
	platforms = strings.Fields(`aix android darwin dragonfly freebsd hurd illumos ios js linux nacl
		netbsd openbsd plan9 solaris wasip1 windows zos
		386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x sparc64 wasm`)
)

// badName returns why a file cannot have the name, or "".
func badName(name string) string {
	if !safeName.MatchString(name) {
		return "use small letters, digits and _, a letter first, and .go at the end"
	}
	_, last, ok := cutLast(strings.TrimSuffix(name, ".go"), "_")
	switch {
	case ok && last == "test":
		return "the go command takes names that end in _test.go for tests"
	case ok && slices.Contains(platforms, last):
		return "the go command takes _" + last + " for the name of a system"
	}
	return ""
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// shorten cuts a text from outside for a message.
func shorten(s string) string {
	const longest = 80
	if len(s) > longest {
		s = s[:longest] + "…"
	}
	return strings.ToValidUTF8(s, "?")
}

// checkFile checks text, package clause, imports and comments of a file.
func checkFile(p Program, name, text string) Problems {
	if at := badByte(text); at >= 0 {
		line := 1 + strings.Count(text[:at], "\n")
		column := at - strings.LastIndexByte(text[:at], '\n')
		return Problems{{name, line, column, "the file is not valid UTF-8 text"}}
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, text, parser.ImportsOnly|parser.SkipObjectResolution)
	if list, ok := errors.AsType[scanner.ErrorList](err); ok {
		return fromScanner(list)
	}
	var problems Problems
	add := func(pos token.Pos, message string) {
		at := fset.PositionFor(pos, false)
		problems = append(problems, Problem{name, at.Line, at.Column, message})
	}
	if file.Name.Name != p.Slug {
		add(file.Name.Pos(), fmt.Sprintf("package %s; the files of this program are in package %s", file.Name.Name, p.Slug))
	}
	for _, spec := range file.Imports {
		if imported, err := strconv.Unquote(spec.Path.Value); err != nil || !slices.Contains(allowed, imported) {
			add(spec.Path.Pos(), notAllowed(spec, imported))
		}
	}
	return append(problems, checkComments(name, text)...)
}

// badByte returns the offset of the first byte that is not text, or -1. A byte order
// mark is text at the start alone.
func badByte(text string) int {
	for i, r := range text {
		if r == 0 || r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD") {
			return i
		}
	}
	return -1
}

func notAllowed(spec *ast.ImportSpec, path string) string {
	what := fmt.Sprintf("package %s cannot be imported here", shorten(spec.Path.Value))
	switch {
	case path == "C":
		return what + ": there is no C compiler for a tab"
	case path == "net/http" || strings.HasPrefix(path, "net/http/"):
		return what + ": in a tab it would use the browser's own requests, and a server needs only net"
	case path == "unsafe":
		return what + ": with it a program can reach the memory of the whole program"
	case strings.Contains(path, "."):
		return what + ": there are no modules here, only the standard library"
	}
	return what + ": only packages of the standard library that make sense in a tab"
}

// directives are the beginnings of comments that are refused: a //go: directive can
// reach outside the file, and a line directive makes the compiler report other places.
var directives = []string{"//go:", "//line ", "/*line ", "//export "}

// directiveIn returns the directive that a comment is, or "".
func directiveIn(comment string) string {
	if constraint.IsPlusBuild(comment) {
		return "// +build"
	}
	for _, prefix := range directives {
		if strings.HasPrefix(comment, prefix) {
			return strings.TrimSpace(prefix)
		}
	}
	return ""
}

// checkComments finds directives.
func checkComments(name, text string) Problems {
	var problems Problems
	fset := token.NewFileSet()
	file := fset.AddFile(name, -1, len(text))
	var s scanner.Scanner
	s.Init(file, []byte(text), func(token.Position, string) {}, scanner.ScanComments)
	for {
		pos, tok, literal := s.Scan()
		if tok == token.EOF {
			return problems
		}
		if tok != token.COMMENT {
			continue
		}
		if directive := directiveIn(literal); directive != "" {
			at := file.PositionFor(pos, false)
			problems = append(problems, Problem{name, at.Line, at.Column,
				"directives such as " + directive + " cannot be used here"})
		}
	}
}

func fromScanner(list scanner.ErrorList) Problems {
	var problems Problems
	for _, e := range list {
		problems = append(problems, Problem{e.Pos.Filename, e.Pos.Line, e.Pos.Column, e.Msg})
	}
	return problems
}
