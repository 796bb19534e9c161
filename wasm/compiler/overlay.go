//go:build !js

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// trimmed are the declarations of the Go toolchain that choose by architecture, by
// file below GOROOT/src. The linker leaves out what nothing else refers to.
var trimmed = map[string]string{
	"cmd/compile/main.go":                "archInits",
	"cmd/compile/internal/ssa/config.go": "NewConfig",
	"cmd/link/main.go":                   "main",
}

// otherArchitectures are those that the compiler in the tab does not compile for.
var otherArchitectures = strings.Fields(`386 amd64 arm arm64 loong64 mips mipsle mips64 mips64le
	ppc64 ppc64le riscv64 s390x`)

// writeOverlay writes changed copies of the toolchain's files into dir, and a file for
// go build -overlay that names them. It returns the latter's path.
func writeOverlay(goroot, dir string) (string, error) {
	replace := make(map[string]string)
	for name, declaration := range trimmed {
		original := filepath.Join(goroot, "src", filepath.FromSlash(name))
		text, err := os.ReadFile(original)
		if err != nil {
			return "", err
		}
		changed, err := trim(text, declaration)
		if err != nil {
			return "", fmt.Errorf("%s: %w", original, err)
		}
		replace[original] = filepath.Join(dir, strings.ReplaceAll(name, "/", "_"))
		if err := os.WriteFile(replace[original], changed, 0o600); err != nil {
			return "", err
		}
	}
	list, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	overlay := filepath.Join(dir, "overlay.json")
	return overlay, os.WriteFile(overlay, list, 0o600)
}

// trim returns a Go file in which a declaration lacks the cases of switches and the
// entries of maps that are only for other architectures, without the imports that only
// they use. Lines keep their numbers.
func trim(text []byte, declaration string) ([]byte, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", text, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	text = bytes.Clone(text)
	used := make(map[string]bool) // names before a dot, in what stays
	removed := 0
	remove := func(from, to token.Pos) {
		for i := fset.Position(from).Offset; i < fset.Position(to).Offset; i++ {
			if text[i] != '\n' {
				text[i] = ' '
			}
		}
		removed++
	}
	object := file.Scope.Lookup(declaration)
	if object == nil {
		return nil, fmt.Errorf("there is no %s", declaration)
	}
	decl, ok := object.Decl.(ast.Node)
	inside := func(n ast.Node) bool { return ok && decl.Pos() <= n.Pos() && n.End() <= decl.End() }
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CaseClause:
			if inside(n) && len(n.List) > 0 && !slices.ContainsFunc(n.List, isNeeded) {
				remove(n.Pos(), n.End())
				return false
			}
		case *ast.KeyValueExpr:
			if inside(n) && !isNeeded(n.Key) {
				comma := bytes.IndexByte(text[fset.Position(n.End()).Offset:], ',')
				remove(n.Pos(), n.End()+token.Pos(comma+1))
				return false
			}
		case *ast.SelectorExpr:
			if name, ok := n.X.(*ast.Ident); ok {
				used[name.Name] = true
			}
		}
		return true
	})
	if removed == 0 {
		return nil, fmt.Errorf("nothing depends on the architecture")
	}
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		if spec.Name == nil && !used[path.Base(imported)] {
			remove(spec.Pos(), spec.End())
		}
	}
	return text, nil
}

// isNeeded reports whether an expression is anything but the name of another
// architecture.
func isNeeded(e ast.Expr) bool {
	literal, ok := e.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return true
	}
	name, err := strconv.Unquote(literal.Value)
	return err != nil || !slices.Contains(otherArchitectures, name)
}
