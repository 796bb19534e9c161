package recipe

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
)

// serveWanted is what the program around the files calls.
const serveWanted = "func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error"

// ServeProblem returns the problem of files whose Serve is missing or cannot be called by
// the program around them. typ is the type of the function, variable or constant Serve;
// it is empty where there is none, or Serve is something else.
func ServeProblem(files map[string]string, typ string) Problem {
	name, at, found := findServe(files)
	problem := Problem{File: name, Line: 1, Column: 1}
	if found {
		problem.Line, problem.Column = at.Line, at.Column
	}
	switch {
	case typ != "":
		problem.Message = "Serve is " + typ + ", and the lab calls " + serveWanted
	case found:
		problem.Message = "the lab cannot call this Serve, it calls " + serveWanted
	default:
		problem.Message = name + " has no function Serve: the lab calls " + serveWanted
	}
	problem.Message = cut(problem.Message)
	return problem
}

var isOf = regexp.MustCompile(`^cannot use program\.Serve \((?:value|variable|constant\b.*?) of (?:type )?(.*)\) as `)

// serveProblem makes a problem of the one message that the compiler can have for the
// main package: Serve is missing, or has another type.
func (plan *Plan) serveProblem(message string) Problem {
	typ := ""
	if match := isOf.FindStringSubmatch(message); match != nil {
		typ = match[1]
	}
	return ServeProblem(plan.sources, typ)
}

// findServe returns where the files declare Serve. Otherwise it returns the file that
// should, server.go if there is one.
func findServe(files map[string]string) (file string, at token.Position, found bool) {
	if file, at, found = find(files, "Serve"); found {
		return file, at, true
	}
	if _, ok := files["server.go"]; ok {
		return "server.go", at, false
	}
	return sortedNames(files)[0], at, false
}

// find returns where the files declare a name at the top.
func find(files map[string]string, wanted string) (file string, at token.Position, found bool) {
	fset := token.NewFileSet()
	for _, name := range sortedNames(files) {
		tree, err := parser.ParseFile(fset, name, files[name], parser.SkipObjectResolution)
		if err != nil {
			continue
		}
		if ident := declarationIn(tree, wanted); ident != nil {
			return name, fset.PositionFor(ident.Pos(), false), true
		}
	}
	return "", at, false
}

// declarationIn returns the name in its declaration at the top of a file, or nil.
func declarationIn(tree *ast.File, wanted string) *ast.Ident {
	for _, decl := range tree.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Recv == nil && decl.Name.Name == wanted {
				return decl.Name
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				for _, ident := range declared(spec) {
					if ident.Name == wanted {
						return ident
					}
				}
			}
		}
	}
	return nil
}

func declared(spec ast.Spec) []*ast.Ident {
	switch spec := spec.(type) {
	case *ast.ValueSpec:
		return spec.Names
	case *ast.TypeSpec:
		return []*ast.Ident{spec.Name}
	}
	return nil
}
