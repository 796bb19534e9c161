package lessons

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// restMark is a line of a variant that has only the declarations that it changes.
const restMark = "// The rest is the solution's.\n"

// addRest returns text with the declarations of solution that it lacks, in the
// solution's order, and with the imports of both that are needed. name is text's file.
func addRest(name, text, solution string) (string, error) {
	changes, err := splitDecls(name, text)
	if err != nil {
		return "", err
	}
	rest, err := splitDecls("solution/server.go", solution)
	if err != nil {
		return "", err
	}
	changed := make(map[string]string)
	for _, d := range changes.decls {
		changed[d.name] = d.text
	}
	var body strings.Builder
	for _, d := range rest.decls {
		if own, ok := changed[d.name]; ok {
			d.text = own
			delete(changed, d.name)
		}
		body.WriteString(d.text + "\n\n")
	}
	if len(changed) == len(changes.decls) {
		return "", fmt.Errorf("%s:1: it changes none of the solution's declarations", name)
	}
	for _, d := range changes.decls {
		if _, ok := changed[d.name]; ok {
			body.WriteString(d.text + "\n\n")
		}
	}
	var imports strings.Builder
	maps.Copy(changes.imports, rest.imports)
	for _, path := range slices.Sorted(maps.Keys(changes.imports)) {
		base := path[strings.LastIndex(path, "/")+1:]
		if regexp.MustCompile(`\b` + regexp.QuoteMeta(base) + `\.`).MatchString(body.String()) {
			fmt.Fprintf(&imports, "%q\n", path)
		}
	}
	whole, err := format.Source([]byte(changes.head + "\n\nimport (\n" + imports.String() + ")\n\n" + body.String()))
	return string(whole), err
}

// goFile is a Go file in pieces.
type goFile struct {
	head    string // up to the package clause
	imports map[string]bool
	decls   []goDecl
}

type goDecl struct {
	name string // "hub", "hub.join"; of several in one declaration the first
	text string // with its comment
}

func splitDecls(name, text string) (goFile, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return goFile{}, err
	}
	offset := func(pos token.Pos) int { return fset.Position(pos).Offset }
	f := goFile{head: strings.Replace(text[:offset(file.Name.End())], restMark, "", 1), imports: make(map[string]bool)}
	for _, spec := range file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return goFile{}, err
		}
		f.imports[path] = true
	}
	for _, decl := range file.Decls {
		begin := decl.Pos()
		var doc *ast.CommentGroup
		switch d := decl.(type) {
		case *ast.GenDecl:
			if d.Tok == token.IMPORT {
				continue
			}
			doc = d.Doc
		case *ast.FuncDecl:
			doc = d.Doc
		}
		if doc != nil {
			begin = doc.Pos()
		}
		end := offset(decl.End())
		if rest, _, _ := strings.Cut(text[end:], "\n"); strings.HasPrefix(strings.TrimSpace(rest), "//") {
			end += len(rest) // a comment behind it
		}
		f.decls = append(f.decls, goDecl{declName(decl), text[offset(begin):end]})
	}
	return f, nil
}

// declName returns the name that a declaration is replaced by.
func declName(decl ast.Decl) string {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			return d.Name.Name
		}
		receiver := d.Recv.List[0].Type
		if star, ok := receiver.(*ast.StarExpr); ok {
			receiver = star.X
		}
		return fmt.Sprintf("%v.%s", receiver, d.Name.Name)
	case *ast.GenDecl:
		switch spec := d.Specs[0].(type) {
		case *ast.TypeSpec:
			return spec.Name.Name
		case *ast.ValueSpec:
			return spec.Names[0].Name
		}
	}
	return ""
}
