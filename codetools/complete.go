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

// Completion is a member that can stand behind a dot, or a package whose members can.
type Completion struct {
	Label     string `json:"label"`
	Kind      string `json:"kind"`             // function, method, field, variable, constant, type or package
	Signature string `json:"signature"`        // type, or type and value, or import path
	Doc       string `json:"doc"`              // first sentence of the doc comment, or empty
	Import    *Edit  `json:"import,omitempty"` // imports the package, or that of the member
}

// Complete returns what fits at an offset of a file, in UTF-16 code units: behind a dot
// the members of the package or value whose name stands before it, elsewhere the packages
// whose names begin with what is typed. It leaves the choice by what is typed of a
// member's name to the caller. A package need not be imported yet.
func (t *Tools) Complete(files map[string]string, name string, offset int) []Completion {
	text := files[name]
	cursor := byteOffset(text, offset)
	start, end := identifierAt(text, cursor)
	switch {
	case start > 0 && text[start-1] == '.':
		return t.completeMember(text, patchIn(files, name, start, end))
	case cursor == end && beginsPackage(text[start:end]):
		return t.completePackage(text, text[start:end], patchIn(files, name, start, end))
	}
	return nil
}

// placeholder stands in place of the name that is completed. With it an unfinished
// selector parses, and a name on the next line is not taken for the member.
const placeholder = "completed"

// patch is a program with the placeholder.
type patch struct {
	fset  *token.FileSet
	trees []*ast.File
	tree  *ast.File // of the file with the placeholder
	start int       // of the placeholder there, in bytes
}

// patchIn parses the files with the placeholder in place of a part of one.
func patchIn(files map[string]string, name string, start, end int) patch {
	files = maps.Clone(files)
	files[name] = files[name][:start] + placeholder + files[name][end:]
	p := patch{fset: token.NewFileSet(), start: start}
	for _, file := range sortedNames(files) {
		tree, _ := parser.ParseFile(p.fset, file, files[file], parser.AllErrors|parser.SkipObjectResolution)
		if file == name {
			p.tree = tree
		}
		p.trees = append(p.trees, tree)
	}
	return p
}

// isAt reports whether a position is the placeholder's.
func (p patch) isAt(pos token.Pos) bool {
	file := p.fset.File(p.tree.FileStart)
	return file == p.fset.File(pos) && file.Offset(pos) == p.start
}

// selector returns the selector whose member the placeholder is, or nil.
func (p patch) selector() (found *ast.SelectorExpr) {
	ast.Inspect(p.tree, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && p.isAt(s.Sel.Pos()) {
			found = s
		}
		return found == nil
	})
	return found
}

func (t *Tools) completeMember(text string, p patch) []Completion {
	selector := p.selector()
	if selector == nil {
		return nil
	}
	info := &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue),
		Uses:  make(map[*ast.Ident]types.Object),
	}
	pkg, _ := t.config(func(error) {}).Check("p", p.fset, p.trees, info)
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
