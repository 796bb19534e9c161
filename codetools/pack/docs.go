package main

import (
	"go/ast"
	"go/doc"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
)

// sentences returns the first sentence of each doc comment by the name of what it
// describes: functions, types, constants, variables, methods, fields.
func sentences(s source) (map[string]string, error) {
	docs := make(sentenceMap)
	fset := token.NewFileSet()
	for _, name := range s.GoFiles {
		mode := parser.ParseComments | parser.SkipObjectResolution
		file, err := parser.ParseFile(fset, filepath.Join(s.Dir, name), nil, mode)
		if err != nil {
			return nil, err
		}
		docs.add("", file.Doc)
		for _, decl := range file.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				docs.addFunc(decl)
			case *ast.GenDecl:
				docs.addDecl(decl)
			}
		}
	}
	return docs, nil
}

type sentenceMap map[string]string

// add adds the first sentence of the first comment that has one.
func (m sentenceMap) add(name string, comments ...*ast.CommentGroup) {
	for _, c := range comments {
		if sentence := new(doc.Package).Synopsis(c.Text()); sentence != "" && m[name] == "" {
			m[name] = withoutLinks(sentence)
			return
		}
	}
}

// withoutLinks writes a doc link such as [Buffer.Read] as its text.
func withoutLinks(sentence string) string {
	parser := comment.Parser{
		LookupSym:     func(recv, name string) bool { return true },
		LookupPackage: func(name string) (importPath string, ok bool) { return name, true },
	}
	printer := comment.Printer{TextWidth: -1}
	return strings.TrimSpace(string(printer.Text(parser.Parse(sentence))))
}

// addFunc takes methods of types that are not exported, too: exported types embed them.
func (m sentenceMap) addFunc(decl *ast.FuncDecl) {
	switch {
	case !decl.Name.IsExported():
	case decl.Recv == nil:
		m.add(decl.Name.Name, decl.Doc)
	default:
		if receiver := typeName(decl.Recv.List[0].Type); receiver != "" {
			m.add(receiver+"."+decl.Name.Name, decl.Doc)
		}
	}
}

func (m sentenceMap) addDecl(decl *ast.GenDecl) {
	for _, spec := range decl.Specs {
		switch spec := spec.(type) {
		case *ast.ValueSpec:
			for _, name := range spec.Names {
				if name.IsExported() {
					m.add(name.Name, spec.Comment, spec.Doc, decl.Doc) // the comment behind is of one value
				}
			}
		case *ast.TypeSpec:
			if spec.Name.IsExported() {
				m.add(spec.Name.Name, spec.Doc, decl.Doc, spec.Comment)
				m.addMembers(spec.Name.Name, spec.Type)
			}
		}
	}
}

// addMembers adds the fields of a struct or the methods of an interface.
func (m sentenceMap) addMembers(of string, typ ast.Expr) {
	var list *ast.FieldList
	switch typ := typ.(type) {
	case *ast.StructType:
		list = typ.Fields
	case *ast.InterfaceType:
		list = typ.Methods
	default:
		return
	}
	for _, field := range list.List {
		for _, name := range field.Names {
			if name.IsExported() {
				m.add(of+"."+name.Name, field.Doc, field.Comment)
			}
		}
	}
}

// typeName returns the name of a receiver's type: T of T, *T and *T[K, V].
func typeName(expr ast.Expr) string {
	switch expr := expr.(type) {
	case *ast.StarExpr:
		return typeName(expr.X)
	case *ast.IndexExpr:
		return typeName(expr.X)
	case *ast.IndexListExpr:
		return typeName(expr.X)
	case *ast.Ident:
		return expr.Name
	}
	return ""
}
