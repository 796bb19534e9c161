package codetools

import (
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"socketschool/compile/recipe"
)

// maxProblems is after how many problems the compiler gives up.
const maxProblems = 10

// Check returns the problems for which a build of the files would fail: those of the
// builders' rules, of the syntax, of the types, or of Serve, of the first kind that has
// any. They are in the order of their places, in the compiler's words.
func (t *Tools) Check(program recipe.Program, files map[string]string) []recipe.Problem {
	if problems := recipe.Check(program, files); len(problems) > 0 {
		return sorted(problems)
	}
	var r report
	for _, name := range sortedNames(files) {
		for _, p := range syntaxProblems(name, files[name]) {
			r.add(p)
		}
	}
	if r.syntaxErrors {
		return sorted(r.problems)
	}
	fset := token.NewFileSet()
	trees, problems := parse(fset, files)
	if len(r.problems) == 0 {
		for _, p := range problems {
			r.add(p)
		}
	}
	if r.syntaxErrors {
		return sorted(r.problems)
	}
	pkg := t.checkTypes(fset, program.Path(), trees, &r)
	if len(r.problems) == 0 {
		checkBodies(fset, trees, &r)
	}
	if len(r.problems) == 0 {
		t.checkServe(files, pkg, &r)
	}
	return sorted(r.problems)
}

// report collects problems as the compiler does.
type report struct {
	problems     []recipe.Problem
	syntaxErrors bool // there is one after which the compiler does not check types
}

// add leaves out a second syntax error in a line, a repeated problem, and all after the
// tenth.
func (r *report) add(p recipe.Problem) {
	syntax := isSyntaxError(p)
	r.syntaxErrors = r.syntaxErrors || syntax
	repeated := slices.ContainsFunc(r.problems, func(q recipe.Problem) bool {
		return p.File == q.File && p.Line == q.Line && (p.Message == q.Message || syntax && isSyntaxError(q))
	})
	if !repeated && len(r.problems) < maxProblems {
		r.problems = append(r.problems, p)
	}
}

func isSyntaxError(p recipe.Problem) bool { return strings.HasPrefix(p.Message, "syntax error") }

// parse parses the files in the order of their names.
func parse(fset *token.FileSet, files map[string]string) (trees []*ast.File, problems []recipe.Problem) {
	for _, name := range sortedNames(files) {
		tree, err := parser.ParseFile(fset, name, files[name], parser.AllErrors|parser.SkipObjectResolution)
		if list, ok := errors.AsType[scanner.ErrorList](err); ok {
			problems = append(problems, fromScanner(list)...)
		}
		trees = append(trees, tree)
	}
	return trees, problems
}

func fromScanner(list scanner.ErrorList) []recipe.Problem {
	list.RemoveMultiples() // the compiler, too, reports one for each line
	var problems []recipe.Problem
	for _, e := range list {
		problems = append(problems, problemAt(e.Pos, parserPrefix+e.Msg))
	}
	return problems
}

// checkTypes adds the problems of the types to r. It returns the package.
func (t *Tools) checkTypes(fset *token.FileSet, path string, trees []*ast.File, r *report) *types.Package {
	var problem *recipe.Problem // the last one, not yet added
	add := func() {
		if problem != nil {
			r.add(*problem)
		}
	}
	conf := t.config(func(err error) {
		e, ok := errors.AsType[types.Error](err)
		if !ok || isReported(e) {
			return
		}
		at := fset.PositionFor(e.Pos, false)
		// go/types reports the further lines of a message one by one.
		if more, ok := strings.CutPrefix(e.Msg, "\t"); ok && problem != nil {
			problem.Message += fmt.Sprintf("\n\t%s: %s", at, more)
			return
		}
		add()
		problem = new(problemAt(at, e.Msg))
	})
	pkg, _ := conf.Check(path, fset, trees, nil) // the errors have been reported
	add()
	return pkg
}

// checkBodies adds the functions without a body, which the compiler refuses after it
// has checked types.
func checkBodies(fset *token.FileSet, trees []*ast.File, r *report) {
	for _, tree := range trees {
		for _, decl := range tree.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Body != nil {
				continue
			}
			pos := f.Name.Pos()
			if f.Recv != nil {
				pos = f.Recv.Opening
			}
			r.add(problemAt(fset.PositionFor(pos, false), "missing function body"))
		}
	}
}

func problemAt(at token.Position, message string) recipe.Problem {
	return recipe.Problem{File: at.Filename, Line: at.Line, Column: at.Column, Message: message}
}

// sorted sorts the problems by their places.
func sorted(problems []recipe.Problem) []recipe.Problem {
	slices.SortStableFunc(problems, func(a, b recipe.Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return problems
}
