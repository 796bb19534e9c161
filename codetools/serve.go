package codetools

import (
	"go/token"
	"go/types"

	"socketschool/compile/recipe"
)

// checkServe adds to r that the program around the package cannot call its Serve, which
// the compiler finds after it has compiled the package.
func (t *Tools) checkServe(files map[string]string, pkg *types.Package, r *report) {
	typ := ""
	switch serve := pkg.Scope().Lookup("Serve").(type) {
	case *types.Func, *types.Var, *types.Const:
		if isGeneric(serve.Type()) {
			break
		}
		if wanted := t.serveType(); wanted == nil || types.AssignableTo(serve.Type(), wanted) {
			return
		}
		if basic, ok := serve.Type().(*types.Basic); !ok || basic.Info()&types.IsUntyped == 0 {
			typ = types.TypeString(serve.Type(), (*types.Package).Name)
		}
	}
	r.add(recipe.ServeProblem(files, typ))
}

func isGeneric(typ types.Type) bool {
	signature, ok := typ.(*types.Signature)
	return ok && signature.TypeParams().Len() > 0
}

// serveType returns the type of Serve as the lab declares it, nil where the library
// lacks one of its packages.
func (t *Tools) serveType() types.Type {
	var params []*types.Var
	for _, param := range []struct {
		path, name string
		pointer    bool
	}{{"context", "Context", false}, {"net", "Listener", false}, {"log/slog", "Logger", true}} {
		pkg, err := t.importer.Import(param.path)
		if err != nil {
			return nil
		}
		typ := pkg.Scope().Lookup(param.name).Type()
		if param.pointer {
			typ = types.NewPointer(typ)
		}
		params = append(params, types.NewParam(token.NoPos, nil, "", typ))
	}
	result := types.NewParam(token.NoPos, nil, "", types.Universe.Lookup("error").Type())
	return types.NewSignatureType(nil, nil, nil, types.NewTuple(params...), types.NewTuple(result), false)
}
