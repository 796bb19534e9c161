package codetools

import (
	"cmp"
	"errors"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"socketschool/compile/recipe"
)

// minTyped is how many letters of a package's name are typed before it is completed.
const minTyped = 2

// beginsPackage reports whether the name of an allowed package begins so.
func beginsPackage(typed string) bool {
	return len(typed) >= minTyped && !token.IsKeyword(typed) && slices.ContainsFunc(recipe.Allowed(), func(path string) bool {
		return strings.HasPrefix(packageName(path), typed)
	})
}

// completePackage returns the packages whose names begin with what is typed where the
// placeholder stands. It returns none where no name can stand that is declared elsewhere,
// and where a name of the program may be meant.
func (t *Tools) completePackage(text, typed string, p patch) []Completion {
	at := token.NoPos
	pkg, _ := t.config(func(err error) {
		if e, ok := errors.AsType[types.Error](err); ok && e.Msg == "undefined: "+placeholder && p.isAt(e.Pos) {
			at = e.Pos
		}
	}).Check("p", p.fset, p.trees, nil)
	if !at.IsValid() || isDeclared(pkg, at, typed) {
		return nil
	}
	imported := importedPaths(p.tree)
	var all []Completion
	for _, path := range byLikelihood(recipe.Allowed()) {
		name := packageName(path)
		known := imported[name]
		if !strings.HasPrefix(name, typed) || known != "" && known != path {
			continue
		}
		c := Completion{Label: name, Kind: "package", Signature: strconv.Quote(path), Doc: t.library.Doc(path, "")}
		if known == "" {
			c.Import = importEdit(text, path)
		}
		all = append(all, c)
	}
	slices.SortStableFunc(all, func(a, b Completion) int { return cmp.Compare(a.Label, b.Label) })
	return all
}

// isDeclared reports whether a name of the program that is known at a position begins as
// typed, or one of Go's own is equal to it. Names of packages do not count.
func isDeclared(pkg *types.Package, at token.Pos, typed string) bool {
	if types.Universe.Lookup(typed) != nil {
		return true
	}
	scope := pkg.Scope().Innermost(at)
	if scope == nil {
		scope = pkg.Scope()
	}
	for ; scope != types.Universe; scope = scope.Parent() {
		for _, name := range scope.Names() {
			if !strings.HasPrefix(name, typed) {
				continue
			}
			_, obj := scope.LookupParent(name, at)
			if _, ok := obj.(*types.PkgName); obj != nil && !ok {
				return true
			}
		}
	}
	return false
}

// importedPaths returns the paths of the packages that a file imports, by their names
// there.
func importedPaths(tree *ast.File) map[string]string {
	paths := make(map[string]string)
	for _, spec := range tree.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		switch {
		case err != nil:
		case spec.Name != nil:
			paths[spec.Name.Name] = path
		default:
			paths[packageName(path)] = path
		}
	}
	return paths
}
