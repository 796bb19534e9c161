package codetools

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Completion is one member that can stand behind a dot.
type Completion struct {
	Label     string `json:"label"`
	Kind      string `json:"kind"`             // function, method, field, variable, constant or type
	Signature string `json:"signature"`        // type, or type and value
	Doc       string `json:"doc"`              // first sentence of the doc comment, or empty
	Import    *Edit  `json:"import,omitempty"` // imports the package that the member is of
}

// placeholder stands in place of the member that is completed. With it an unfinished
// selector parses, and a name on the next line is not taken for the member.
const placeholder = "completed"

// Complete returns the members that fit at an offset of a file, in UTF-16 code units: of
// the package or value whose name stands before the dot. Elsewhere it returns none. It
// leaves the choice by what is typed of the member's name to the caller. A package need
// not be imported yet.
func (t *Tools) Complete(files map[string]string, name string, offset int) []Completion {
	text := files[name]
	start, end := identifierAt(text, byteOffset(text, offset))
	if start == 0 || text[start-1] != '.' {
		return nil
	}
	patched := maps.Clone(files)
	patched[name] = text[:start] + placeholder + text[end:]
	fset := token.NewFileSet()
	var trees []*ast.File
	var selector *ast.SelectorExpr
	for _, file := range sortedNames(patched) {
		tree, _ := parser.ParseFile(fset, file, patched[file], parser.AllErrors|parser.SkipObjectResolution)
		if file == name {
			selector = selectorAt(fset, tree, start)
		}
		trees = append(trees, tree)
	}
	if selector == nil {
		return nil
	}
	info := &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue),
		Uses:  make(map[*ast.Ident]types.Object),
	}
	pkg, _ := t.config(func(error) {}).Check("p", fset, trees, info)
	m := &members{library: t.library, own: pkg}
	if ident, ok := selector.X.(*ast.Ident); ok {
		if imported, ok := info.Uses[ident].(*types.PkgName); ok {
			return m.ofPackage(imported.Imported())
		}
		if info.Uses[ident] == nil {
			return m.ofPackages(text, t.packagesNamed(ident.Name))
		}
	}
	return m.ofType(info.Types[selector.X].Type)
}

// byteOffset converts an offset in UTF-16 code units. It returns one in the text.
func byteOffset(text string, units int) int {
	for i, r := range text {
		if units <= 0 {
			return i
		}
		units -= utf16.RuneLen(r)
	}
	return len(text)
}

// identifierAt returns the start and end of the identifier that touches an offset.
func identifierAt(text string, offset int) (start, end int) {
	start, end = offset, offset
	for {
		r, size := utf8.DecodeLastRuneInString(text[:start])
		if size == 0 || !isIdentifier(r) {
			break
		}
		start -= size
	}
	for {
		r, size := utf8.DecodeRuneInString(text[end:])
		if size == 0 || !isIdentifier(r) {
			return start, end
		}
		end += size
	}
}

func isIdentifier(r rune) bool {
	return r == '_' || r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// selectorAt returns the selector whose member begins at an offset in bytes, or nil.
func selectorAt(fset *token.FileSet, tree *ast.File, offset int) (found *ast.SelectorExpr) {
	file := fset.File(tree.FileStart)
	ast.Inspect(tree, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && file.Offset(s.Sel.Pos()) == offset {
			found = s
		}
		return found == nil
	})
	return found
}
