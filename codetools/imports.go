package codetools

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"socketschool/compile/recipe"
)

// Edit is a text to insert into a file. Offset counts UTF-16 code units.
type Edit struct {
	Offset int    `json:"offset"`
	Text   string `json:"text"`
}

// Fix is an edit that mends a problem of the file it is in.
type Fix struct {
	Title string `json:"title"`
	Edit
}

// Fix returns what mends a problem that Check has found, nil where it knows nothing: a
// package that is used and not imported is imported.
func (t *Tools) Fix(files map[string]string, problem recipe.Problem) *Fix {
	name, ok := strings.CutPrefix(problem.Message, "undefined: ")
	if !ok {
		return nil
	}
	text := files[problem.File]
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, problem.File, text, parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	var fix *Fix
	ast.Inspect(tree, func(n ast.Node) bool {
		selector, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		at := fset.PositionFor(selector.Pos(), false)
		if at.Line != problem.Line || at.Column != problem.Column {
			return true
		}
		for _, pkg := range t.packagesNamed(name) {
			if obj := pkg.Scope().Lookup(selector.Sel.Name); fix == nil && obj != nil && obj.Exported() {
				fix = &Fix{"Add import " + strconv.Quote(pkg.Path()), *importEdit(text, pkg.Path())}
			}
		}
		return true
	})
	return fix
}

// packagesNamed returns the packages of that name that may be imported, the likeliest first.
func (t *Tools) packagesNamed(name string) []*types.Package {
	paths := recipe.Allowed()
	paths = slices.DeleteFunc(paths, func(p string) bool { return packageName(p) != name })
	var all []*types.Package
	for _, p := range byLikelihood(paths) {
		if pkg, err := t.importer.Import(p); err == nil {
			all = append(all, pkg)
		}
	}
	return all
}

// byLikelihood sorts the import paths of packages of one name, the likeliest first:
// math/rand/v2, then math/rand, then crypto/rand.
func byLikelihood(paths []string) []string {
	slices.SortFunc(paths, func(a, b string) int { return cmp.Compare(b, a) })
	return paths
}

var majorVersion = regexp.MustCompile(`/v[0-9]+$`)

func packageName(importPath string) string {
	return path.Base(majorVersion.ReplaceAllString(importPath, ""))
}

// importEdit returns the edit that imports a package in a file with a package clause. It
// keeps the order of a group in parentheses.
func importEdit(text, importPath string) *Edit {
	fset := token.NewFileSet()
	tree, _ := parser.ParseFile(fset, "", text, parser.ImportsOnly|parser.SkipObjectResolution)
	file := fset.File(tree.FileStart)
	quoted := strconv.Quote(importPath)
	if len(tree.Decls) == 0 {
		return editAt(text, endOfLine(text, file.Offset(tree.Name.End())), "\n\nimport "+quoted)
	}
	group := tree.Decls[0].(*ast.GenDecl)
	if !group.Lparen.IsValid() {
		return editAt(text, endOfLine(text, file.Offset(group.End())), "\nimport "+quoted)
	}
	at := file.Offset(group.Lparen) + 1
	for _, spec := range group.Specs {
		if spec := spec.(*ast.ImportSpec); spec.Path.Value < quoted {
			at = endOfLine(text, file.Offset(spec.End()))
		}
	}
	return editAt(text, at, "\n\t"+quoted)
}

// endOfLine returns where the line ends if nothing but a comment follows, otherwise at.
func endOfLine(text string, at int) int {
	rest, _, _ := strings.Cut(text[at:], "\n")
	if trimmed := strings.TrimSpace(rest); trimmed == "" || strings.HasPrefix(trimmed, "//") {
		return at + len(strings.TrimSuffix(rest, "\r"))
	}
	return at
}

// editAt makes an edit at an offset in bytes.
func editAt(text string, at int, insert string) *Edit {
	units := 0
	for _, r := range text[:at] {
		units += utf16.RuneLen(r)
	}
	return &Edit{units, insert}
}
