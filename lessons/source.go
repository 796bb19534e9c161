package lessons

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/alecthomas/chroma/v2"
)

// source is an example server's Go files.
type source struct {
	files []sourceFile
}

type sourceFile struct {
	name     string
	lines    [][]chroma.Token
	decls    map[string]span
	readOnly bool // it stands around the program, such as main.go, and learners do not edit it
}

// span is a range of lines, both ends included, from 1.
type span struct{ first, last int }

func readSource(fsys fs.FS) (*source, error) {
	names, err := fs.Glob(fsys, "*.go")
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, errors.New("it has no Go files")
	}
	// server.go is what the lesson is about: it comes first.
	slices.SortFunc(names, func(a, b string) int {
		if (a == "server.go") != (b == "server.go") {
			if a == "server.go" {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	src := new(source)
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		decls, err := declarations(name, text)
		if err != nil {
			return nil, err
		}
		lines := tokenLines("go", strings.TrimRight(string(text), "\n"))
		src.files = append(src.files, sourceFile{name: name, lines: lines, decls: decls})
	}
	return src, nil
}

// addComplete adds the files that make a program of its own of p.
func (s *source) addComplete(p Program) error {
	files, err := p.Complete()
	if err != nil {
		return err
	}
	for _, name := range []string{"main.go", "go.mod"} {
		text, language := files[name], "text"
		f := sourceFile{name: name, readOnly: true}
		if path.Ext(name) == ".go" {
			language = "go"
			if f.decls, err = declarations(name, []byte(text)); err != nil {
				return err
			}
		}
		f.lines = tokenLines(language, strings.TrimRight(text, "\n"))
		s.files = append(s.files, f)
	}
	return nil
}

// declarations finds the top-level declarations of a file by name, a method as
// Type.Method, with the comment on top of each.
func declarations(name string, text []byte) (map[string]span, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	found := map[string]span{}
	add := func(name string, node ast.Node, doc *ast.CommentGroup) {
		first := node.Pos()
		if doc != nil {
			first = doc.Pos()
		}
		found[name] = span{fset.Position(first).Line, fset.Position(node.End()).Line}
	}
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			add(funcName(d), d, d.Doc)
		case *ast.GenDecl:
			addSpecs(d, add)
		}
	}
	return found, nil
}

// addSpecs names what a const, var or type declaration declares. Members of a
// group are shown with the whole group.
func addSpecs(d *ast.GenDecl, add func(string, ast.Node, *ast.CommentGroup)) {
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			add(s.Name.Name, d, d.Doc)
		case *ast.ValueSpec:
			for _, name := range s.Names {
				add(name.Name, d, d.Doc)
			}
		}
	}
}

func funcName(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return d.Name.Name
	}
	recv := d.Recv.List[0].Type
	if star, ok := recv.(*ast.StarExpr); ok {
		recv = star.X
	}
	if id, ok := recv.(*ast.Ident); ok {
		return id.Name + "." + d.Name.Name
	}
	return d.Name.Name
}

// excerpt is the part of a file that holds a declaration.
func (s *source) excerpt(file, decl string) (*sourceFile, span, error) {
	for i := range s.files {
		f := &s.files[i]
		if f.name != file {
			continue
		}
		sp, ok := f.decls[decl]
		if !ok {
			return nil, span{}, fmt.Errorf("%s declares no %q", file, decl)
		}
		return f, sp, nil
	}
	return nil, span{}, fmt.Errorf("the server has no file %q", file)
}

// render highlights every file whole.
func (s *source) render() []File {
	files := make([]File, 0, len(s.files))
	for _, f := range s.files {
		html := highlightLines(f.lines, span{1, len(f.lines)}, func(line int) string {
			return fmt.Sprintf("%s-L%d", f.name, line)
		})
		files = append(files, File{f.name, f.figure("", html)})
	}
	return files
}
